/*
 * The list of checks, the report, and what concerns references between tables. Sites and phenotypes
 * are checked in files of their own.
 */
#include "kb/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kb/gene_load.h"

static const kb_check all_checks[] = {
    {"references", "every row belongs to a gene; rows stand in order", kb_check_references},
    {"sources", "every fact names its source", kb_check_sources},
    {"names", "sub-alleles, priorities and outside names are real alleles", kb_check_names},
    {"positions", "positions are well-formed and there once", kb_check_positions},
    {"windows", "REF strings agree with the reference windows of both builds", kb_check_windows},
    {"hgvs", "each HGVS name makes the sequence of its ALT", kb_check_hgvs},
    {"alleles", "one reference allele; no two alleles are the same", kb_check_alleles},
    {"rules", "every diplotype gets exactly one phenotype; every rule fires", kb_check_rules},
    {"presence", "each typed allele has one phenotype present and one absent", kb_check_presence},
    {"texts", "each language keeps placeholders, numbers, drug names, negations", kb_check_texts},
    {"worded", "every code of every rule has a text", kb_check_worded},
    {"shown", "every fact, quantity, unit and input that is shown has a text", kb_check_shown},
    {"charts", "codes of charts have their check digits; units and references hold",
     kb_check_charts},
};

const kb_check *kb_checks(size_t *count)
{
    *count = sizeof all_checks / sizeof all_checks[0];
    return all_checks;
}

void kb_check_init(kb_check_report *report, arena *memory)
{
    *report = (kb_check_report){.memory = memory, .current = ""};
}

status kb_check_fail(kb_check_report *report, err *e, const char *table, uint32_t row,
                     const char *format, ...)
{
    report->failures++;
    if (report->listed == KB_CHECK_LINES_MAX) return OK;
    if (report->listed == report->room) {
        size_t room = report->room == 0 ? 64 : report->room * 2;
        kb_check_failure *more = ARENA_ARRAY(report->memory, kb_check_failure, room);
        TRY_MEM(e, more);
        if (report->listed > 0) memcpy(more, report->list, report->listed * sizeof *more);
        report->list = more;
        report->room = room;
    }
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *what = arena_copy(report->memory, text, n < 0 ? 0 : strlen(text));
    TRY_MEM(e, what);
    report->list[report->listed++] = (kb_check_failure){report->current, table, row, what};
    return OK;
}

status kb_check_run_list(const kb *k, const kb_check *checks, size_t count, kb_check_report *report,
                         err *e)
{
    for (size_t i = 0; i < count; i++) {
        report->current = checks[i].name;
        TRY(checks[i].run(k, report, e));
    }
    return OK;
}

status kb_check_run(const kb *k, kb_check_report *report, err *e)
{
    size_t count;
    const kb_check *checks = kb_checks(&count);
    return kb_check_run_list(k, checks, count, report, e);
}

uint32_t kb_check_row(const kb *k, const char *table, str gene, const char *column, str value)
{
    const kb_table *t = kb_table_find(k, table);
    uint32_t gene_column, value_column;
    if (t == NULL || kb_column(t, "gene", &gene_column, NULL) != OK ||
        kb_column(t, column, &value_column, NULL) != OK) {
        return 0;
    }
    for (uint32_t i = 0; i < t->rows; i++) {
        if (str_eq(kb_cell(t, i, gene_column), gene) &&
            str_eq(kb_cell(t, i, value_column), value)) {
            return i + 1;
        }
    }
    return 0;
}

/* ---- references: rows and genes ---- */

static status gene_tables_resolve(const kb *k, const char *table, bool any_gene,
                                  kb_check_report *report, err *e)
{
    const kb_table *t = kb_table_find(k, table);
    if (t == NULL) return kb_check_fail(report, e, table, 0, "the table is missing");
    uint32_t column;
    TRY(kb_column(t, "gene", &column, e));
    for (uint32_t i = 0; i < t->rows; i++) {
        str gene = kb_cell(t, i, column);
        report->facts++;
        if ((gene.n == 0 && any_gene) || kb_gene_find(k, gene) != NULL) continue;
        TRY(kb_check_fail(report, e, table, i + 1, "gene '%.*s' is not in table genes",
                          STR_ARG(gene)));
    }
    return OK;
}

status kb_check_references(const kb *k, kb_check_report *report, err *e)
{
    static const char *const tables[] = {"positions",  "windows",    "windows37", "alleles",
                                         "suballeles", "priorities", "phenotypes"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        TRY(gene_tables_resolve(k, tables[i], false, report, e));
    }
    TRY(gene_tables_resolve(k, "outside_names", true, report, e));
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (uint32_t i = 1; i < count; i++) {
        if (str_cmp(genes[i - 1].name, genes[i].name) < 0) continue;
        TRY(kb_check_fail(report, e, "genes", i + 1, "%.*s does not follow %.*s in name order",
                          STR_ARG(genes[i].name), STR_ARG(genes[i - 1].name)));
    }
    return OK;
}

/* ---- sources ---- */

static status column_filled(const kb *k, const char *table, const char *column,
                            kb_check_report *report, err *e)
{
    const kb_table *t = kb_table_find(k, table);
    if (t == NULL) return OK; /* reported by `references` */
    uint32_t c;
    TRY(kb_column(t, column, &c, e));
    for (uint32_t i = 0; i < t->rows; i++) {
        report->facts++;
        if (kb_cell(t, i, c).n > 0) continue;
        TRY(kb_check_fail(report, e, table, i + 1, "column %s is empty", column));
    }
    return OK;
}

status kb_check_sources(const kb *k, kb_check_report *report, err *e)
{
    static const char *const tables[] = {"genes",      "positions",  "windows37",  "alleles",
                                         "suballeles", "priorities", "phenotypes", "outside_names"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        TRY(column_filled(k, tables[i], "source", report, e));
    }
    TRY(column_filled(k, "genes", "version", report, e));
    static const char *const keys[] = {"pgx_release", "pgx_data_version", "pgx_licence",
                                       "reference38", "reference37"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        report->facts++;
        if (kb_version(k, keys[i]).n > 0) continue;
        TRY(kb_check_fail(report, e, "version", 0, "key %s is missing", keys[i]));
    }
    return OK;
}

/* ---- names ---- */

static status need_allele(const kb_gene *g, str name, const char *table, uint32_t row,
                          kb_check_report *report, err *e)
{
    report->facts++;
    if (kb_allele_find(g, name) != MAP_NONE) return OK;
    return kb_check_fail(report, e, table, row, "%.*s: no allele '%.*s'", STR_ARG(g->name),
                         STR_ARG(name));
}

static status suballeles_resolve(const kb *k, kb_check_report *report, err *e)
{
    const kb_table *t = kb_table_find(k, "suballeles");
    for (uint32_t i = 0; t != NULL && i < t->rows; i++) {
        str gene, below, above;
        TRY(kb_text_at(t, i, "gene", &gene, e));
        TRY(kb_text_at(t, i, "suballele", &below, e));
        TRY(kb_text_at(t, i, "allele", &above, e));
        const kb_gene *g = kb_gene_find(k, gene);
        if (g == NULL) continue;
        TRY(need_allele(g, below, "suballeles", i + 1, report, e));
        TRY(need_allele(g, above, "suballeles", i + 1, report, e));
    }
    return OK;
}

static status priority_resolves(const kb *k, const kb_gene *g, const kb_priority *p,
                                kb_check_report *report, err *e)
{
    uint32_t row = kb_check_row(k, "priorities", g->name, "id", p->id);
    bool listed = false;
    for (size_t i = 0; i < p->count; i++) {
        listed = listed || str_eq(p->list[i], p->pick);
        str rest = p->list[i], name;
        size_t names = 0;
        for (; str_next(&rest, '/', &name); names++) {
            TRY(need_allele(g, name, "priorities", row, report, e));
        }
        if (names == 2) continue;
        TRY(kb_check_fail(report, e, "priorities", row, "%.*s: '%.*s' is no diplotype",
                          STR_ARG(g->name), STR_ARG(p->list[i])));
    }
    if (listed) return OK;
    return kb_check_fail(report, e, "priorities", row, "%.*s: pick '%.*s' is not in the list",
                         STR_ARG(g->name), STR_ARG(p->pick));
}

static status outside_names_resolve(const kb *k, kb_check_report *report, err *e)
{
    const kb_table *t = kb_table_find(k, "outside_names");
    for (uint32_t i = 0; t != NULL && i < t->rows; i++) {
        str gene, to, rule;
        TRY(kb_text_at(t, i, "gene", &gene, e));
        TRY(kb_text_at(t, i, "to", &to, e));
        TRY(kb_text_at(t, i, "rule", &rule, e));
        const kb_gene *g = kb_gene_find(k, gene);
        if (str_starts(rule, STR("copies>=")) && g != NULL) {
            TRY(need_allele(g, to, "outside_names", i + 1, report, e));
        } else if (!str_starts(rule, STR("copies>=")) && !str_starts(rule, STR("phenotype-"))) {
            TRY(kb_check_fail(report, e, "outside_names", i + 1, "unknown rule '%.*s'",
                              STR_ARG(rule)));
        }
    }
    return OK;
}

status kb_check_names(const kb *k, kb_check_report *report, err *e)
{
    TRY(suballeles_resolve(k, report, e));
    TRY(outside_names_resolve(k, report, e));
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < genes[i].priority_count; j++) {
            TRY(priority_resolves(k, &genes[i], &genes[i].priorities[j], report, e));
        }
    }
    return OK;
}
