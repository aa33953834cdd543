/*
 * Genes, positions, phenotype rules, priorities and sub-alleles from their tables. Knows the
 * columns of docs/kb-tables.md; alleles and windows are in files of their own.
 */
#include "kb/gene_load.h"

#include <math.h>
#include <string.h>

status kb_text_at(const kb_table *t, uint32_t row, const char *column, str *text, err *e)
{
    uint32_t c;
    TRY(kb_column(t, column, &c, e));
    *text = kb_cell(t, row, c);
    return OK;
}

status kb_gene_rows(const kb *k, const char *table, str gene, kb_rows *rows, err *e)
{
    const kb_table *t = kb_table_find(k, table);
    if (t == NULL) FAIL(e, E_NOTFOUND, "knowledge base has no table '%s'", table);
    uint32_t column;
    TRY(kb_column(t, "gene", &column, e));
    uint32_t from = t->rows, to = t->rows, seen = UINT32_MAX;
    bool is_gene = false;
    for (uint32_t i = 0; i < t->rows; i++) {
        uint32_t text = t->cells[(size_t)i * t->columns + column];
        if (text != seen) is_gene = str_eq(kb_cell(t, i, column), gene); /* rows stand together */
        seen = text;
        if (!is_gene) continue;
        if (from == t->rows) from = to = i;
        if (to != i) {
            FAIL(e, E_CONFLICT, "table '%s': rows of %.*s do not stand together", table,
                 STR_ARG(gene));
        }
        to = i + 1;
    }
    *rows = (kb_rows){t, from, to};
    return OK;
}

typedef struct word_value {
    const char *word;
    int value;
} word_value;

static status word_at(const kb_table *t, uint32_t row, const char *column, const word_value *words,
                      size_t count, int *value, err *e)
{
    str text;
    TRY(kb_text_at(t, row, column, &text, e));
    for (size_t i = 0; i < count; i++) {
        if (str_eq(text, str_of(words[i].word))) {
            *value = words[i].value;
            return OK;
        }
    }
    FAIL(e, E_SYNTAX, "table '%.*s' row %u: column %s: '%.*s' is not one of its words",
         STR_ARG(t->name), row + 1, column, STR_ARG(text));
}

static status load_chrom(str text, uint8_t *chrom, err *e)
{
    uint32_t n;
    if (str_to_u32(text, &n) && n >= 1 && n <= 22)
        *chrom = (uint8_t)n;
    else if (str_eq(text, STR("X")))
        *chrom = 23;
    else if (str_eq(text, STR("Y")))
        *chrom = 24;
    else if (str_eq(text, STR("MT")))
        *chrom = 25;
    else
        FAIL(e, E_SYNTAX, "table 'genes': chromosome '%.*s'", STR_ARG(text));
    return OK;
}

static status load_gene_row(const kb_table *t, uint32_t row, kb_gene *g, err *e)
{
    static const word_value classes[] = {{"ordinary", KB_ORDINARY},
                                         {"lowest", KB_LOWEST},
                                         {"mito", KB_MITO},
                                         {"presence", KB_PRESENCE}};
    static const word_value scorings[] = {
        {"function", KB_BY_FUNCTION}, {"activity", KB_BY_ACTIVITY}, {"none", KB_UNSCORED}};
    static const word_value calls[] = {
        {"vcf", KB_FROM_VCF}, {"optional", KB_OPTIONAL}, {"outside", KB_OUTSIDE}};
    static const word_value unknown[] = {{"keep", 0}, {"reference", 1}};
    static const word_value yes_no[] = {{"no", 0}, {"yes", 1}};
    int class, scoring, call, reference, haploid;
    str chrom;
    TRY(kb_text_at(t, row, "gene", &g->name, e));
    TRY(kb_text_at(t, row, "version", &g->version, e));
    TRY(kb_text_at(t, row, "source", &g->source, e));
    TRY(kb_text_at(t, row, "no_call_phenotype", &g->no_call_phenotype, e));
    TRY(kb_text_at(t, row, "chrom", &chrom, e));
    TRY(load_chrom(chrom, &g->chrom, e));
    TRY(word_at(t, row, "class", classes, 4, &class, e));
    TRY(word_at(t, row, "scoring", scorings, 3, &scoring, e));
    TRY(word_at(t, row, "calls", calls, 3, &call, e));
    TRY(word_at(t, row, "undocumented", unknown, 2, &reference, e));
    TRY(word_at(t, row, "haploid", yes_no, 2, &haploid, e));
    g->class = (kb_class) class;
    g->scoring = (kb_scoring)scoring;
    g->calls = (kb_calls)call;
    g->undocumented_is_reference = reference == 1;
    g->haploid = haploid == 1;
    return OK;
}

static size_t count_parts(str list, char mark)
{
    size_t n = 0;
    str part;
    if (list.n == 0) return 0;
    while (str_next(&list, mark, &part)) n++;
    return n;
}

static bool has_word(str list, str word)
{
    str part;
    while (list.n > 0 && str_next(&list, ',', &part)) {
        if (str_eq(part, word)) return true;
    }
    return false;
}

static status position_alleles(arena *a, const kb_table *t, uint32_t row, kb_position *p, err *e)
{
    str ref, alts, hgvs, ref37;
    TRY(kb_text_at(t, row, "ref38", &ref, e));
    TRY(kb_text_at(t, row, "alts38", &alts, e));
    TRY(kb_text_at(t, row, "hgvs38", &hgvs, e));
    TRY(kb_text_at(t, row, "ref37", &ref37, e));
    size_t n = 1 + count_parts(alts, ',');
    if (n > KB_POSITION_ALLELES_MAX || count_parts(hgvs, ';') != n - 1) {
        FAIL(e, E_SYNTAX, "table 'positions' row %u: %zu alleles, and as many names are needed",
             row + 1, n);
    }
    str *alleles = ARENA_ARRAY(a, str, n), *names = ARENA_ARRAY(a, str, n);
    TRY_MEM(e, alleles);
    TRY_MEM(e, names);
    alleles[0] = ref;
    p->ref37 = KB_REF_OTHER;
    for (size_t i = 1; i < n; i++) {
        (void)str_next(&alts, ',', &alleles[i]);
        (void)str_next(&hgvs, ';', &names[i - 1]);
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(alleles[i], ref37)) p->ref37 = (uint8_t)i;
    }
    if (p->ref37 == KB_REF_OTHER && str_starts(ref37, STR("other:"))) {
        p->ref37_other = (str){ref37.p + 6, ref37.n - 6};
    }
    p->alleles = alleles;
    p->hgvs = names;
    p->allele_count = (uint8_t)n;
    return OK;
}

static status load_position(arena *a, const kb_table *t, uint32_t row, kb_position *p, err *e)
{
    str pos38, pos37, role, flags;
    TRY(kb_text_at(t, row, "pos38", &pos38, e));
    TRY(kb_text_at(t, row, "pos37", &pos37, e));
    TRY(kb_text_at(t, row, "role", &role, e));
    TRY(kb_text_at(t, row, "flags", &flags, e));
    TRY(kb_text_at(t, row, "rsid", &p->rsid, e));
    if (!str_to_u32(pos38, &p->pos1[1]) || (pos37.n > 0 && !str_to_u32(pos37, &p->pos1[0]))) {
        FAIL(e, E_SYNTAX, "table 'positions' row %u: a position is not a number", row + 1);
    }
    p->extra = str_eq(role, STR("extra"));
    p->required = has_word(flags, STR("required"));
    p->amp1 = has_word(flags, STR("amp1"));
    return position_alleles(a, t, row, p, e);
}

/* Define positions first, extras behind them; both in table order, which is genome order. */
static status load_positions(const kb *k, arena *a, kb_gene *g, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "positions", g->name, &rows, e));
    size_t total = rows.to - rows.from;
    kb_position *list = ARENA_ARRAY(a, kb_position, total + 1);
    kb_position *extras = ARENA_ARRAY(a, kb_position, total + 1);
    TRY_MEM(e, list);
    TRY_MEM(e, extras);
    for (uint32_t row = rows.from; row < rows.to; row++) {
        kb_position p = {0};
        TRY(load_position(a, rows.table, row, &p, e));
        if (p.extra)
            extras[g->extra_count++] = p;
        else
            list[g->position_count++] = p;
    }
    memcpy(list + g->position_count, extras, g->extra_count * sizeof *extras);
    for (size_t i = 1; i < g->position_count; i++) {
        if (list[i].pos1[1] <= list[i - 1].pos1[1]) {
            FAIL(e, E_SYNTAX, "table 'positions': %.*s is not in ascending order",
                 STR_ARG(g->name));
        }
    }
    g->positions = list;
    return OK;
}

static status score_bound(str text, double *value, err *e)
{
    if (str_eq(text, STR("inf")))
        *value = INFINITY;
    else if (str_eq(text, STR("n/a")))
        *value = NAN;
    else if (!str_to_double(text, value)) {
        FAIL(e, E_SYNTAX, "table 'phenotypes': '%.*s' is no score", STR_ARG(text));
    }
    return OK;
}

static status load_rule(const kb_table *t, uint32_t row, kb_phenotype_rule *r, err *e)
{
    static const word_value kinds[] = {{"function", KB_RULE_FUNCTION},
                                       {"score", KB_RULE_SCORE},
                                       {"absent", KB_RULE_ABSENT},
                                       {"value", KB_RULE_VALUE}};
    int kind;
    TRY(word_at(t, row, "kind", kinds, 4, &kind, e));
    r->kind = (kb_rule_kind)kind;
    TRY(kb_text_at(t, row, "a", &r->a, e));
    TRY(kb_text_at(t, row, "b", &r->b, e));
    TRY(kb_text_at(t, row, "phenotype", &r->phenotype, e));
    TRY(kb_text_at(t, row, "lookup_key", &r->lookup_key, e));
    TRY(kb_text_at(t, row, "activity_score", &r->activity_score, e));
    if (r->kind != KB_RULE_SCORE) return OK;
    TRY(score_bound(r->a, &r->min, e));
    if (r->b.n == 0)
        r->max = r->min;
    else
        TRY(score_bound(r->b, &r->max, e));
    return OK;
}

static status load_rules(const kb *k, arena *a, kb_gene *g, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "phenotypes", g->name, &rows, e));
    g->rule_count = rows.to - rows.from;
    kb_phenotype_rule *list = ARENA_ARRAY(a, kb_phenotype_rule, g->rule_count + 1);
    TRY_MEM(e, list);
    for (uint32_t i = 0; i < g->rule_count; i++) {
        TRY(load_rule(rows.table, rows.from + i, &list[i], e));
    }
    g->rules = list;
    return OK;
}

static status load_priorities(const kb *k, arena *a, kb_gene *g, err *e)
{
    kb_rows rows;
    TRY(kb_gene_rows(k, "priorities", g->name, &rows, e));
    g->priority_count = rows.to - rows.from;
    kb_priority *list = ARENA_ARRAY(a, kb_priority, g->priority_count + 1);
    TRY_MEM(e, list);
    for (uint32_t i = 0; i < g->priority_count; i++) {
        str text;
        TRY(kb_text_at(rows.table, rows.from + i, "id", &list[i].id, e));
        TRY(kb_text_at(rows.table, rows.from + i, "pick", &list[i].pick, e));
        TRY(kb_text_at(rows.table, rows.from + i, "list", &text, e));
        list[i].count = count_parts(text, ';');
        str *parts = ARENA_ARRAY(a, str, list[i].count + 1);
        TRY_MEM(e, parts);
        for (size_t j = 0; j < list[i].count; j++) (void)str_next(&text, ';', &parts[j]);
        list[i].list = parts;
    }
    g->priorities = list;
    return OK;
}

static status load_suballeles(const kb *k, arena *a, kb_gene_views *views, err *e)
{
    const kb_table *t = kb_table_find(k, "suballeles");
    if (t == NULL) return OK;
    views->suballeles = ARENA_ARRAY(a, kb_suballele, t->rows + 1);
    TRY_MEM(e, views->suballeles);
    for (uint32_t i = 0; i < t->rows; i++) {
        kb_suballele *s = &views->suballeles[i];
        TRY(kb_text_at(t, i, "gene", &s->gene, e));
        TRY(kb_text_at(t, i, "suballele", &s->suballele, e));
        TRY(kb_text_at(t, i, "allele", &s->allele, e));
    }
    views->suballele_count = t->rows;
    return OK;
}

static status load_gene(const kb *k, arena *a, const kb_table *t, uint32_t row, kb_gene *g, err *e)
{
    *g = (kb_gene){.index = row};
    TRY(load_gene_row(t, row, g, e));
    TRY(load_positions(k, a, g, e));
    TRY(kb_alleles_load(k, a, g, e));
    TRY(load_rules(k, a, g, e));
    TRY(load_priorities(k, a, g, e));
    return kb_windows_load(k, a, g, e);
}

status kb_genes_load(const kb *k, arena *a, kb_gene_views *views, err *e)
{
    const kb_table *t = kb_table_find(k, "genes");
    if (t == NULL) FAIL(e, E_NOTFOUND, "knowledge base has no table 'genes'");
    views->list = ARENA_ARRAY(a, kb_gene, t->rows + 1);
    TRY_MEM(e, views->list);
    TRY(map_init(&views->by_name, a, t->rows, e));
    for (uint32_t i = 0; i < t->rows; i++) {
        TRY(load_gene(k, a, t, i, &views->list[i], e));
        TRY(map_add(&views->by_name, views->list[i].name, i, e));
    }
    views->count = t->rows;
    return load_suballeles(k, a, views, e);
}
