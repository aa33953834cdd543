/*
 * What the knowledge base says of a drug, for nobody in particular: names, and every rule.
 */
#ifndef PRECIS_REPORT_RULES_H
#define PRECIS_REPORT_RULES_H

#include "kb/drug.h"
#include "kb/rule.h"
#include "report/catalogue.h"

void report_drug_names(const catalogue *c, const kb_drug *drug, buf *out);
/** One line a rule: id, condition, what it says. E_MEMORY. */
CHECKED status report_drug_rules(const catalogue *c, const kb_rule_list *rules, const kb_drug *drug,
                                 buf *out, err *e);

#endif
