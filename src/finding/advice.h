/*
 * The vocabulary of advice: what is said about one treatment for one person, on which findings, by
 * which rule, how sure. Made by advice/ only; surfaces render it and decide nothing. All words are
 * codes of the knowledge base (kb/rules, kb/actions, kb/populations), worded by kb/text. Texts are
 * borrowed from the knowledge base, the findings and the arena that advice_run was given.
 */
#ifndef PRECIS_FINDING_ADVICE_H
#define PRECIS_FINDING_ADVICE_H

#include "finding/finding.h"
#include "finding/person.h"

/** How much attention an action needs (column `light` of kb/actions.tsv). */
typedef enum advice_light {
    ADVICE_UNKNOWN, /**< nothing can be said: not tested, or the source has no recommendation */
    ADVICE_USUAL,   /**< usual treatment */
    ADVICE_NOTICE,  /**< usual treatment with something to watch */
    ADVICE_CHANGE,  /**< another dose, or consider another drug */
    ADVICE_STOP     /**< not this drug */
} advice_light;

typedef enum advice_certainty {
    ADVICE_HOLDS,   /**< for every answer that fits the findings */
    ADVICE_POSSIBLE /**< for some of the answers that fit; `cases` says which */
} advice_certainty;

typedef enum advice_relevance {
    ADVICE_TAKEN, /**< the person takes the drug */
    ADVICE_ASKED, /**< somebody asked for it */
    ADVICE_OTHER
} advice_relevance;

/** One gene's part in a piece of advice. */
typedef struct advice_fact {
    str gene;
    const finding *finding; /**< NULL: nothing is known of the gene */
    str value;              /**< the lookup key, or the diplotype where the rule asks for alleles;
                                 "No Result" when there is none */
    bool functional;        /**< the value is after phenoconversion, see advice_set.conversions */
    const uint32_t *candidates; /**< indices into finding->candidates that share this value */
    size_t candidate_count;
} advice_fact;

/** One combination of answers under which a row holds. */
typedef struct advice_case {
    const advice_fact *facts; /**< one for each gene of the rule's condition, by gene name */
    size_t fact_count;
} advice_case;

/** "CYP2D6|exposure:higher:active_metabolite" taken apart; absent parts are empty. */
typedef struct advice_implication {
    str gene, quantity, direction, object;
} advice_implication;

/** One recommendation of one source for this person. */
typedef struct advice {
    str rule_id; /**< row of kb/rules */
    str drug;
    str source;            /**< "CPIC", "DPWG", "FDA" */
    str source_kind;       /**< "guideline", "label", "association" */
    str population;        /**< code of kb/populations.tsv; "general" */
    bool population_known; /**< the chart says that the person belongs to it (general: always) */
    str condition;         /**< as the rule states it */
    str action;
    advice_light light;
    uint32_t rank;             /**< how protective: the larger, the more (kb/actions.tsv) */
    double dose_min, dose_max; /**< factor of the usual dose; NaN = none stated */
    str dose_of;               /**< "starting", "maintenance" …; may be empty */
    double max_dose;           /**< NaN = none stated */
    str max_unit;
    const str *alternatives; /**< drug names or "class:<code>" */
    size_t alternative_count;
    const str *also; /**< further codes, "monitor:ecg" */
    size_t also_count;
    const advice_implication *implications;
    size_t implication_count;
    str strength;        /**< as the source grades it */
    str guideline, pmid; /**< may be empty */
    advice_certainty certainty;
    const advice_case *cases; /**< the findings that led here; one when certainty is ADVICE_HOLDS */
    size_t case_count;
} advice;

/** Why a gene leaves a drug's advice open. */
typedef enum advice_gap {
    ADVICE_NOT_TESTED,   /**< no result for the gene */
    ADVICE_NOT_CALLED,   /**< tested, nothing known fits */
    ADVICE_INDETERMINATE /**< a result whose meaning is not known (uncertain function, n/a) */
} advice_gap;

/** What knowing a gene better could bring. */
typedef struct advice_open_gene {
    str gene;
    advice_gap gap;
    advice_light worst_light; /**< the most protective rule that may yet hold */
    uint32_t worst_rank;
    str worst_action;
    str worst_rule;
} advice_open_gene;

/** What the drug's own label says against its usual use for this person: a disease, an age, another
 *  medicine (a row of kb/cautions.tsv that holds). */
typedef struct advice_caution {
    str drug;   /**< INN */
    str action; /**< of kb/actions.tsv: "contraindicated", "avoid", "reduce_dose", "monitor" … */
    advice_light light;
    uint32_t rank;
    str reason;      /**< code: "stroke_tia"; empty where the other medicines are the reason */
    const str *with; /**< the medicines of this person that are the reason or part of it */
    size_t with_count;
    double dose_min, dose_max; /**< factor of the usual dose; NaN = none stated */
    double max_dose;           /**< NaN = none stated */
    str max_unit;              /**< UCUM */
    str condition;             /**< as the table states it */
    str source;
} advice_caution;

/** All that is said about one drug. */
typedef struct advice_drug {
    str name;    /**< INN */
    str written; /**< as the chart or the question wrote it; empty for other drugs */
    advice_relevance relevance;
    const advice *rows; /**< most protective first; all sources side by side */
    size_t row_count;
    const advice *headline; /**< one of rows; NULL when none holds (see why) */
    advice_light light;     /**< of the headline; a notice where it is usual treatment but a gene
                                 that is not known could change that; where it rests on positions
                                 that were not tested, what every answer reaches */
    str why; /**< how the headline was chosen: "only_row", "rows_agree", "most_protective",
                  "gene_open" (usual treatment, but see `open`), "partly_tested" (at worst
                  the headline, but positions of the gene were not tested);
                  without one: "not_tested", "no_rule_for_result", "no_guidance",
                  "other_population" (rules exist, but for people unlike this one),
                  "too_many_combinations" */
    const person_medicine *allergy; /**< the chart records that the person does not tolerate it, or
                                         a class that it belongs to (drug_class is not empty): the
                                         light is ADVICE_STOP whatever the rows say, or at least
                                         ADVICE_CHANGE where labels do not forbid the whole class;
                                         or NULL */
    const advice_caution *cautions; /**< most protective first; the light is at least theirs */
    size_t caution_count;
    bool against;        /**< a caution lowers or forbids what the headline raises */
    bool sources_differ; /**< two sources that apply give actions of different lights */
    const advice *opposite; /**< of another source than the headline's, for this person: go on as
                                 usual where the headline says to leave the drug; or NULL */
    bool candidates_differ;         /**< the headline does not hold for every answer that fits */
    bool population_open;           /**< the headline's population is not known from the chart */
    const advice_open_gene *open;   /**< genes that leave something open, worst first */
    size_t open_count;
    uint32_t identity; /**< 0, or a number that two entries made with one memory of advice
                            (advice/advice_memo.h) share only when they are equal in everything */
} advice_drug;

/** A medicine that changes what an enzyme can do. */
typedef struct advice_conversion {
    str gene, drug; /**< the enzyme; the medicine that inhibits or induces it */
    str effect;     /**< "inhibitor", "inducer" */
    str strength;   /**< "strong", "moderate", "weak"; may be empty */
    str source;
    bool computed;             /**< arithmetic is stated by the source and was done */
    const finding *genetic;    /**< NULL when the gene was not tested */
    const finding *functional; /**< the finding that advice used; NULL unless `computed` and the
                                    strongest for its gene */
} advice_conversion;

/** A medicine or asked name that the drug table does not know. */
typedef struct advice_stranger {
    str written;
    str suggestion; /**< nearest known name; may be empty */
    bool taken;
} advice_stranger;

/** A genetic test that would decide something for this person's own drugs. */
typedef struct advice_test {
    str gene;
    str site; /**< the gene has a result, only this position has none ("rs12777823"); or empty */
    const str *drugs; /**< taken or asked drugs whose advice the gene leaves open */
    size_t drug_count;
    advice_light worst_light; /**< the most protective advice that may come of it */
    str worst_action, worst_drug;
    double share_min, share_max; /**< share of people (0 to 1) whose result would change the advice
                                      for one of `drugs`, over the groups of kb/frequencies.tsv that
                                      the person may belong to; NaN = no figures */
    str group;                   /**< the group the share is for; empty = range over all groups */
} advice_test;

typedef struct advice_set {
    str sample;
    const advice_drug *drugs; /**< taken, asked, others; within each the most urgent first */
    size_t drug_count;
    const advice_conversion *conversions;
    size_t conversion_count;
    const advice_stranger *strangers;
    size_t stranger_count;
    const advice_test *tests; /**< the most useful first */
    size_t test_count;
    const person_medicine *allergies; /**< as the chart lists them; borrowed from the person */
    size_t allergy_count;
    const advice_caution *cautions; /**< of every drug, also those that only stand as alternatives;
                                         by drug, then most protective first */
    size_t caution_count;
    str sex_clash; /**< an X gene whose result contradicts the chart's sex and was not used: chart
                        and genome may be of two people; else empty */
    bool medicines_known; /**< the chart listed the medicines: no inhibitor was overlooked */
} advice_set;

/** "unknown", "usual", "notice", "change", "stop". */
const char *advice_light_name(advice_light light);
/** "holds", "possible". */
const char *advice_certainty_name(advice_certainty c);
/** "taken", "asked", "other". */
const char *advice_relevance_name(advice_relevance r);
/** "not_tested", "not_called", "indeterminate". */
const char *advice_gap_name(advice_gap g);

#endif
