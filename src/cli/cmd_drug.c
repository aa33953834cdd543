/*
 * `precis drug`. Without a file the rules of the drug are listed as the sources state them.
 */
#include "cli/cmd_drug.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/advise.h"
#include "report/report_rules.h"

enum { PAGE_MAX = 64 << 20 };

static const char usage_head[] = "Usage: precis drug NAME [FILE] [options]\n"
                                 "\n"
                                 "What is known of a drug: names, and the rules of every source. "
                                 "With FILE (or --outside CALLS, or\n"
                                 "--chart FILE) what that means for this person.\n"
                                 "\n";

static status drug_of(const advise *x, const char *name, const kb_drug **out, err *e)
{
    const kb_drug_list *list = advice_drugs(x->engine);
    *out = kb_drug_find(list, str_of(name), NULL);
    if (*out != NULL) return OK;
    str near = kb_drug_suggest(list, str_of(name));
    if (near.n == 0) FAIL(e, E_NOTFOUND, "the drug '%s' is unknown", name);
    FAIL(e, E_NOTFOUND, "the drug '%s' is unknown; did you mean '%.*s'?", name, STR_ARG(near));
}

static status persons(advise *x, const kb_drug *drug, buf *out, err *e)
{
    AUTO(arena_release) arena a = {0};
    for (size_t i = 0; i < x->sample_count; i++) {
        report r;
        const advice_drug *found;
        arena_reset(&a);
        TRY(advise_sample(x, i, NULL, &a, &r, e));
        const char *name = arena_printf(&a, "%.*s", STR_ARG(drug->name));
        TRY_MEM(e, name);
        buf_printf(out, "\n%.*s\n", STR_ARG(r.findings->sample));
        TRY(advise_drug_find(x, &r, name, &found, e));
        report_text_drug(&r, found, out);
    }
    return OK;
}

static status run(advise *x, const advise_options *o, const char *name, bool someone, buf *out,
                  err *e)
{
    const kb_drug *drug;
    kb_rule_list rules;
    uint64_t refused = base_alloc_refused();
    TRY(advise_open(x, o, "drug", someone, e));
    TRY(drug_of(x, name, &drug, e));
    report_drug_names(&x->words, drug, out);
    if (someone) {
        TRY(persons(x, drug, out, e));
    } else {
        TRY(kb_rules_open(x->setup.knowledge, &x->setup.memory, &rules, e));
        TRY(report_drug_rules(&x->words, &rules, drug, out, e));
    }
    /* a page that lost a text because memory ran out is no page */
    if (base_alloc_refused() != refused) out->failed = E_MEMORY;
    return OK;
}

int cmd_drug(int argc, char **argv)
{
    err e = {0};
    advise_options o;
    bool help = false;
    AUTO(advise_release) advise x = {0};
    AUTO(buf_release) buf page;
    buf_init(&page, PAGE_MAX);
    status s = advise_options_parse(argc, argv, "drug", &o, &help, &e);
    int names = argc - optind;
    if (s == OK && (help || names < 1 || names > 2)) {
        (void)fprintf(help ? stdout : stderr, "%s%s%s", usage_head, advise_options_help,
                      input_options_help);
        return help ? EXIT_DONE : EXIT_USAGE;
    }
    if (s == OK) {
        o.paths = (const char *const *)(argv + optind + 1);
        o.path_count = (size_t)(names - 1);
        s = run(&x, &o, argv[optind], names == 2 || o.input.outside != NULL || o.chart.path != NULL,
                &page, &e);
    }
    if (s == OK) s = outfile_print(&page, &e);
    if (s == OK) return x.left_out > 0 ? EXIT_PARTIAL : EXIT_DONE;
    (void)fprintf(stderr, "precis drug: %s\n", e.text);
    return advise_exit_code(&e);
}
