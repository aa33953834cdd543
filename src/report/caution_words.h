/*
 * What labels say against a drug for this person, and that two sources disagree about it, in the
 * reader's words. Knows texts (kb/text/cautions.tsv), not which caution holds: that is
 * advice/caution.h's.
 */
#ifndef PRECIS_REPORT_CAUTION_WORDS_H
#define PRECIS_REPORT_CAUTION_WORDS_H

#include "report/catalogue.h"

/** One sentence for each caution that asks for more than a look, each followed by a space; nothing
 *  without cautions. For the patient one sentence for all. To stand before what the rules say. */
void caution_put_all(const catalogue *c, buf *out, const advice_drug *drug);
/** " (a recorded stroke or TIA: Contraindicated: avoid)" beside an alternative; nothing without
 * cautions. */
void caution_put_short(const catalogue *c, buf *out, const advice_set *set, str drug);
/** To stand behind what the rules say and their source: the cautions that only ask for a look, and
 *  " The sources differ for this person: CPIC (everyone) says: Usual dose." Or nothing. */
void caution_put_opposite(const catalogue *c, buf *out, const advice_drug *drug);

#endif
