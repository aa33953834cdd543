/*
 * `precis explain`. One person, one drug, every link of the chain.
 */
#include "cli/cmd_explain.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/advise.h"

enum { PAGE_MAX = 64 << 20 };

static const char usage_head[] = "Usage: precis explain FILE DRUG [options]\n"
                                 "       precis explain DRUG --outside CALLS [options]\n"
                                 "       precis explain DRUG --chart FILE [options]\n"
                                 "\n"
                                 "Why the report says what it says of a drug: observation, allele, "
                                 "phenotype, rule, citation; the\n"
                                 "positions that were not tested and what each could change.\n"
                                 "\n";

static status parse(int argc, char **argv, advise_options *o, bool *help, err *e)
{
    TRY(advise_options_parse(argc, argv, "explain", o, help, e));
    o->paths = (const char *const *)(argv + optind);
    o->path_count = argc - optind > 1 ? (size_t)(argc - optind - 1) : 0;
    return OK;
}

static status run(advise *x, const advise_options *o, const char *drug, buf *out, err *e)
{
    AUTO(arena_release) arena a = {0};
    uint64_t refused = base_alloc_refused();
    TRY(advise_open(x, o, "explain", true, e));
    for (size_t i = 0; i < x->sample_count; i++) {
        report r;
        const advice_drug *found;
        arena_reset(&a);
        TRY(advise_sample(x, i, NULL, &a, &r, e));
        TRY(advise_drug_find(x, &r, drug, &found, e));
        report_text_explain(&r, found, out);
    }
    /* a page that lost a text because memory ran out is no page */
    if (base_alloc_refused() != refused) out->failed = E_MEMORY;
    return outfile_print(out, e);
}

int cmd_explain(int argc, char **argv)
{
    err e = {0};
    advise_options o;
    bool help = false;
    AUTO(advise_release) advise x = {0};
    AUTO(buf_release) buf page;
    buf_init(&page, PAGE_MAX);
    status s = parse(argc, argv, &o, &help, &e);
    if (s == OK && (help || argc - optind < 1)) {
        (void)fprintf(help ? stdout : stderr, "%s%s%s", usage_head, advise_options_help,
                      input_options_help);
        return help ? EXIT_DONE : EXIT_USAGE;
    }
    if (s == OK) s = run(&x, &o, argv[argc - 1], &page, &e);
    if (s == OK) return x.left_out > 0 ? EXIT_PARTIAL : EXIT_DONE;
    (void)fprintf(stderr, "precis explain: %s\n", e.text);
    return advise_exit_code(&e);
}
