/*
 * Text pages about genes and alleles. Knows how a person likes to read tables; decides nothing.
 */
#include "report/kb_page.h"

#include <math.h>
#include <stdio.h>

#include "kb/check_rule.h"
#include "report/columns.h"

enum { CELL_MAX = 4096 };

const char *kb_word_class(const kb_gene *g)
{
    static const char *const words[] = {"ordinary", "lowest function", "mitochondrial", "presence"};
    return words[g->class];
}

const char *kb_word_scoring(const kb_gene *g)
{
    static const char *const words[] = {"function", "activity score", "none"};
    return words[g->scoring];
}

const char *kb_word_calls(const kb_gene *g)
{
    static const char *const words[] = {"variant files", "variant files on request",
                                        "outside calls only"};
    return words[g->calls];
}

const char *kb_word_kind(const kb_allele *a)
{
    static const char *const words[] = {"reference", "named", "outside calls only"};
    return words[a->kind];
}

const char *kb_word_chrom(const kb_gene *g)
{
    static const char *const words[] = {"?",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",
                                        "9",  "10", "11", "12", "13", "14", "15", "16", "17",
                                        "18", "19", "20", "21", "22", "X",  "Y",  "MT"};
    return g->chrom < sizeof words / sizeof words[0] ? words[g->chrom] : "?";
}

bool kb_cell_is_variant(const kb_cell_def *cell)
{
    return cell->mask != 1;
}

void kb_word_cell(const kb_gene *g, const kb_cell_def *cell, buf *out)
{
    const kb_position *p = &g->positions[cell->position];
    bool first = true;
    for (unsigned i = 0; i < p->allele_count; i++) {
        if ((cell->mask >> i & 1) == 0) continue;
        if (!first) buf_put_c(out, '/');
        buf_put_str(out, p->alleles[i]);
        first = false;
    }
}

void kb_page_version(const kb *k, buf *out)
{
    str release = kb_version(k, "pgx_release"), data = kb_version(k, "pgx_data_version");
    buf_printf(out, "Knowledge: %.*s, data %.*s, checksum %08x\n", STR_ARG(release), STR_ARG(data),
               kb_checksum(k));
}

/* A number as a cell; the buffers of one row. */
typedef struct number_text {
    char text[24];
} number_text;

static str number(uint32_t value, number_text *n)
{
    if (value == KB_POS_NONE) return (str){NULL, 0};
    int length = snprintf(n->text, sizeof n->text, "%u", value);
    return (str){n->text, length < 0 ? 0 : (size_t)length};
}

static str count_text(size_t value, number_text *n)
{
    int length = snprintf(n->text, sizeof n->text, "%zu", value);
    return (str){n->text, length < 0 ? 0 : (size_t)length};
}

status kb_page_list(const kb *k, buf *out, err *e)
{
    size_t count;
    const kb_gene *genes = kb_genes(k, &count);
    AUTO(arena_release) arena a = {0};
    columns c;
    columns_init(&c, &a, 8);
    const str head[] = {STR("GENE"),      STR("CHR"),     STR("CLASS"),       STR("PHENOTYPE FROM"),
                        STR("POSITIONS"), STR("ALLELES"), STR("CALLED FROM"), STR("VERSION")};
    columns_row(&c, head);
    for (size_t i = 0; i < count; i++) {
        const kb_gene *g = &genes[i];
        number_text positions, alleles;
        const str row[] = {g->name,
                           str_of(kb_word_chrom(g)),
                           str_of(kb_word_class(g)),
                           str_of(kb_word_scoring(g)),
                           count_text(g->position_count, &positions),
                           count_text(g->allele_count, &alleles),
                           str_of(kb_word_calls(g)),
                           g->version};
        columns_row(&c, row);
    }
    kb_page_version(k, out);
    buf_put_c(out, '\n');
    return columns_print(&c, "", out, e);
}

/* ---- one gene ---- */

static str joined(arena *a, const str *list, size_t n, const char *between)
{
    AUTO(buf_release) buf b;
    buf_init(&b, CELL_MAX);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) buf_put_text(&b, between);
        buf_put_str(&b, list[i]);
    }
    return str_copy(a, buf_str(&b));
}

static str ref37(const kb_position *p)
{
    if (p->pos1[0] == KB_POS_NONE) return (str){NULL, 0};
    return p->ref37 == KB_REF_OTHER ? p->ref37_other : p->alleles[p->ref37];
}

static str position_notes(const kb_position *p)
{
    if (p->extra) return STR("reported, never matched");
    if (p->required && p->amp1) return STR("required, tier 1");
    if (p->required) return STR("required");
    return p->amp1 ? STR("tier 1") : (str){NULL, 0};
}

static status gene_positions(const kb_gene *g, arena *a, buf *out, err *e)
{
    columns c;
    columns_init(&c, a, 8);
    const str head[] = {STR("GRCh38"), STR("REF"),  STR("ALT"),  STR("GRCh37"),
                        STR("REF37"),  STR("rsID"), STR("HGVS"), STR("NOTE")};
    columns_row(&c, head);
    for (size_t i = 0; i < g->position_count + g->extra_count; i++) {
        const kb_position *p = &g->positions[i];
        size_t alts = p->allele_count - 1u;
        number_text at38, at37;
        const str row[] = {
            number(p->pos1[1], &at38),      p->alleles[0],    joined(a, p->alleles + 1, alts, ","),
            number(p->pos1[0], &at37),      ref37(p),         p->rsid,
            joined(a, p->hgvs, alts, "; "), position_notes(p)};
        columns_row(&c, row);
    }
    buf_printf(out, "\nPositions (%zu matched, %zu reported only)\n", g->position_count,
               g->extra_count);
    return columns_print(&c, "  ", out, e);
}

/* "94781859 G>A, …": what an allele changes; "+ all other positions REF" when it defines them. */
static str definition(const kb_gene *g, const kb_allele *x, arena *a)
{
    AUTO(buf_release) buf b;
    buf_init(&b, CELL_MAX);
    size_t variants = 0;
    for (size_t i = 0; i < x->cell_count; i++) {
        const kb_cell_def *cell = &x->cells[i];
        if (!kb_cell_is_variant(cell)) continue;
        const kb_position *p = &g->positions[cell->position];
        if (variants++ > 0) buf_put_text(&b, ", ");
        if (variants > 6) break;
        buf_printf(&b, "%u %.*s>", p->pos1[1], STR_ARG(p->alleles[0]));
        kb_word_cell(g, cell, &b);
    }
    if (variants > 6) buf_put_text(&b, "…");
    if (variants == 0 && x->cell_count > 0)
        buf_put_text(&b, "REF at every position");
    else if (x->cell_count > variants && variants <= 6)
        buf_put_text(&b, " (others REF)");
    return str_copy(a, buf_str(&b));
}

static status gene_alleles(const kb_gene *g, arena *a, buf *out, err *e)
{
    columns c;
    columns_init(&c, a, 4);
    const str head[] = {STR("ALLELE"), STR("FUNCTION"), STR("ACTIVITY"), STR("DEFINED BY")};
    columns_row(&c, head);
    for (size_t i = 0; i < g->allele_count; i++) {
        const kb_allele *x = &g->alleles[i];
        const str row[] = {x->name, x->function, x->activity,
                           x->kind == KB_OUTSIDE_ONLY ? STR("outside calls only")
                                                      : definition(g, x, a)};
        columns_row(&c, row);
    }
    buf_printf(out, "\nAlleles (%zu, of these %zu found in variant files)\n", g->allele_count,
               g->matched_count);
    return columns_print(&c, "  ", out, e);
}

static str rule_condition(const kb_phenotype_rule *r, arena *a)
{
    char *text = NULL;
    if (r->kind == KB_RULE_ABSENT) return STR("any other diplotype");
    if (r->kind == KB_RULE_SCORE && isnan(r->min)) return STR("score n/a");
    if (r->kind == KB_RULE_SCORE && isinf(r->max)) {
        text = arena_printf(a, "score %g and more", r->min);
    } else if (r->kind == KB_RULE_SCORE) {
        text = r->min == r->max ? arena_printf(a, "score %g", r->min)
                                : arena_printf(a, "score %g to %g", r->min, r->max);
    } else if (r->kind == KB_RULE_VALUE) {
        text = arena_printf(a, "%.*s %.*s", STR_ARG(r->a), STR_ARG(r->b));
    } else if (r->b.n == 0) {
        text = arena_printf(a, "one copy: %.*s", STR_ARG(r->a));
    } else {
        text = arena_printf(a, "%.*s + %.*s", STR_ARG(r->a), STR_ARG(r->b));
    }
    return text == NULL ? (str){NULL, 0} : str_of(text);
}

static status gene_rules(const kb_gene *g, arena *a, buf *out, err *e)
{
    columns c;
    columns_init(&c, a, 2);
    const str head[] = {STR("WHEN"), STR("PHENOTYPE")};
    columns_row(&c, head);
    for (size_t i = 0; i < g->rule_count; i++) {
        const str row[] = {rule_condition(&g->rules[i], a), g->rules[i].phenotype};
        columns_row(&c, row);
    }
    buf_printf(out, "\nPhenotypes\n");
    if (g->rule_count == 0) {
        buf_put_text(out, "  none: the source gives this gene no phenotypes\n");
        return buf_status(out, e);
    }
    return columns_print(&c, "  ", out, e);
}

static void gene_priorities(const kb_gene *g, buf *out)
{
    if (g->priority_count == 0) return;
    buf_printf(out, "\nUnphased: where all of a list fit, one is picked\n");
    for (size_t i = 0; i < g->priority_count; i++) {
        const kb_priority *p = &g->priorities[i];
        buf_printf(out, "  %.*s: pick %.*s\n", STR_ARG(p->id), STR_ARG(p->pick));
    }
}

status kb_page_gene(const kb *k, const kb_gene *g, buf *out, err *e)
{
    AUTO(arena_release) arena a = {0};
    buf_printf(out, "%.*s (chromosome %s)\n", STR_ARG(g->name), kb_word_chrom(g));
    buf_printf(out, "  class:        %s%s\n", kb_word_class(g),
               g->haploid ? "; a person may have one copy" : "");
    buf_printf(out, "  called from:  %s\n", kb_word_calls(g));
    buf_printf(out, "  phenotype by: %s\n", kb_word_scoring(g));
    buf_printf(out, "  unknown allele at a position: %s\n",
               g->undocumented_is_reference ? "read as REF and reported" : "matches nothing");
    buf_printf(out, "  version:      %.*s\n", STR_ARG(g->version));
    buf_printf(out, "  source:       %.*s\n", STR_ARG(g->source));
    if (g->position_count + g->extra_count > 0) TRY(gene_positions(g, &a, out, e));
    TRY(gene_alleles(g, &a, out, e));
    TRY(gene_rules(g, &a, out, e));
    gene_priorities(g, out);
    buf_put_c(out, '\n');
    kb_page_version(k, out);
    return buf_status(out, e);
}

/* ---- one allele ---- */

static status allele_cells(const kb_gene *g, const kb_allele *x, arena *a, buf *out, err *e)
{
    columns c;
    columns_init(&c, a, 6);
    const str head[] = {STR("GRCh38"), STR("GRCh37"), STR("REF"),
                        STR("ALLELE"), STR("rsID"),   STR("HGVS")};
    columns_row(&c, head);
    size_t plain = 0;
    for (size_t i = 0; i < x->cell_count; i++) {
        const kb_cell_def *cell = &x->cells[i];
        const kb_position *p = &g->positions[cell->position];
        if (!kb_cell_is_variant(cell)) {
            plain++;
            continue;
        }
        AUTO(buf_release) buf allele;
        buf_init(&allele, CELL_MAX);
        kb_word_cell(g, cell, &allele);
        unsigned bit = (unsigned)__builtin_ctz(cell->mask & ~1u);
        number_text at38, at37;
        const str row[] = {number(p->pos1[1], &at38),
                           number(p->pos1[0], &at37),
                           p->alleles[0],
                           buf_str(&allele),
                           p->rsid,
                           p->hgvs[bit - 1]};
        columns_row(&c, row);
    }
    buf_put_text(out, "\nDefinition\n");
    if (x->cell_count == 0) {
        buf_put_text(out, "  none: this allele is known from outside calls only\n");
    } else if (c.rows > 1) {
        TRY(columns_print(&c, "  ", out, e));
    }
    if (plain > 0) buf_printf(out, "  REF at %zu%s positions\n", plain, c.rows > 1 ? " other" : "");
    if (x->cell_count > 0 && x->cell_count < g->position_count) {
        buf_printf(out, "  not stated at %zu positions\n", g->position_count - x->cell_count);
    }
    return buf_status(out, e);
}

static void pair_line(const kb_gene *g, const kb_allele *x, const kb_allele *y, buf *out)
{
    char sum[KB_SUM_TEXT_MAX];
    kb_verdict v = kb_rule_evaluate(g, x, y);
    if (v.rule == NULL) return;
    if (y == NULL)
        buf_put_text(out, "  one copy: ");
    else
        buf_printf(out, "  with %.*s: ", STR_ARG(y->name));
    buf_put_str(out, v.rule->phenotype);
    if (v.rule->activity_score.n > 0) {
        buf_printf(out, " (activity score %.*s)",
                   STR_ARG(kb_verdict_text(&v, v.rule->activity_score, sum)));
    }
    buf_put_c(out, '\n');
}

static void allele_phenotypes(const kb_gene *g, const kb_allele *x, buf *out)
{
    buf_put_text(out, "\nPhenotype\n");
    if (g->class == KB_PRESENCE) {
        for (size_t i = 0; i < g->rule_count; i++) {
            const kb_phenotype_rule *r = &g->rules[i];
            if (r->kind != KB_RULE_VALUE || !str_eq(r->a, x->name)) continue;
            buf_printf(out, "  %.*s: %.*s\n", STR_ARG(r->b), STR_ARG(r->phenotype));
        }
        return;
    }
    if (g->rule_count == 0) {
        buf_put_text(out, "  none: the source gives this gene no phenotypes\n");
        return;
    }
    if (g->haploid) pair_line(g, x, NULL, out);
    if (g->class == KB_MITO) return;
    pair_line(g, x, x, out);
    if (&g->alleles[0] != x) pair_line(g, x, &g->alleles[0], out);
}

status kb_page_allele(const kb *k, const kb_gene *g, const kb_allele *x, buf *out, err *e)
{
    AUTO(arena_release) arena a = {0};
    str parent = kb_parent_allele(k, g, x->name);
    bool star = x->name.n > 0 && x->name.p[0] == '*';
    buf_printf(out, "%.*s%s%.*s\n", STR_ARG(g->name), star ? "" : " ", STR_ARG(x->name));
    buf_printf(out, "  kind:     %s\n", kb_word_kind(x));
    str function = x->function.n > 0 ? x->function : STR("not stated");
    buf_printf(out, "  function: %.*s\n", STR_ARG(function));
    if (x->activity.n > 0) buf_printf(out, "  activity: %.*s\n", STR_ARG(x->activity));
    if (x->id.n > 0) buf_printf(out, "  id:       %.*s\n", STR_ARG(x->id));
    if (!str_eq(parent, x->name)) buf_printf(out, "  shown as: %.*s\n", STR_ARG(parent));
    buf_printf(out, "  source:   %.*s\n", STR_ARG(x->source));
    TRY(allele_cells(g, x, &a, out, e));
    allele_phenotypes(g, x, out);
    buf_put_c(out, '\n');
    kb_page_version(k, out);
    return buf_status(out, e);
}
