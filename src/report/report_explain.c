/*
 * The chain that led to a drug's advice, as text: for each gene that the rules ask for, what was
 * observed at its positions, which alleles fit, which phenotype follows; then each rule with its
 * condition, wording and citation; then what was not tested and could change the answer.
 */
#include "report/report.h"
#include "report/report_answer.h"
#include "report/report_escape.h"

enum { OBSERVED_MAX = 60, CANDIDATES_MAX = 12, EFFECT_MAX = 1 << 10 };

static void put_word(const report *r, const char *key, buf *out)
{
    catalogue_put(&r->words, out, str_of(key), NULL, 0);
}

static void put_position(const finding_position *p, buf *out)
{
    buf_printf(out, "    %u ", p->pos1_grch38);
    if (p->rsid.n > 0) {
        report_put_plain(out, p->rsid);
        buf_put_c(out, ' ');
    }
    report_put_plain(out, p->genotype);
    if (p->why.n > 0) {
        buf_put_text(out, " (");
        report_put_plain(out, p->why);
        buf_put_c(out, ')');
    }
    buf_put_c(out, '\n');
}

static void put_positions(const report *r, const finding *f, buf *out)
{
    size_t shown = 0;
    if (f->position_count == 0) return;
    buf_put_text(out, "  ");
    put_word(r, "ui.observations", out);
    buf_printf(out, " (GRCh38, %zu/%zu)\n", f->positions_all - f->positions_untested,
               f->positions_all);
    for (size_t i = 0; i < f->position_count; i++) {
        if (f->positions[i].why.n > 0) continue;
        if (shown++ < OBSERVED_MAX) put_position(&f->positions[i], out);
    }
    if (shown > OBSERVED_MAX) buf_printf(out, "    … %zu\n", shown - OBSERVED_MAX);
    if (f->positions_untested == 0) return;
    buf_put_text(out, "  ");
    put_word(r, "ui.untested", out);
    buf_put_c(out, '\n');
    shown = 0;
    for (size_t i = 0; i < f->position_count; i++) {
        if (f->positions[i].why.n == 0) continue;
        if (shown++ < OBSERVED_MAX) put_position(&f->positions[i], out);
    }
    if (shown > OBSERVED_MAX) buf_printf(out, "    … %zu\n", shown - OBSERVED_MAX);
}

static void put_candidate(const report *r, const finding_candidate *c, buf *out)
{
    buf_put_text(out, "    ");
    report_put_plain(out, c->diplotype);
    buf_put_text(out, " -> ");
    catalogue_put_phenotype(&r->words, out, c->phenotype);
    if (c->activity_score.n > 0) buf_printf(out, " (%.*s)", STR_ARG(c->activity_score));
    buf_put_c(out, '\n');
}

static void put_tests(const report *r, const finding *f, buf *out)
{
    for (size_t i = 0; i < f->test_count; i++) {
        buf_put_text(out, "  ");
        catalogue_put_slot(&r->words, out, "ui.test_next", "object", f->tests[i].what);
        buf_printf(out, " (%zu -> %u)\n", f->phenotype_count, f->tests[i].outcomes);
    }
}

static void put_gene(const report *r, str gene, buf *out)
{
    const finding *f = report_finding(r, gene);
    report_put_plain(out, gene);
    buf_put_text(out, ": ");
    if (f == NULL) {
        catalogue_put_code(&r->words, out, "status", STR("not_tested"));
        buf_put_c(out, '\n');
        return;
    }
    catalogue_put_code(&r->words, out, "status", str_of(finding_status_name(f->status)));
    buf_put_c(out, '\n');
    put_positions(r, f, out);
    if (f->candidate_count > 0) {
        buf_put_text(out, "  ");
        put_word(r, "ui.diplotype", out);
        buf_put_c(out, '\n');
    }
    for (size_t i = 0; i < f->candidate_count && i < CANDIDATES_MAX; i++) {
        put_candidate(r, &f->candidates[i], out);
    }
    if (f->candidate_count > CANDIDATES_MAX) {
        buf_printf(out, "    … %zu\n", f->candidate_count - CANDIDATES_MAX);
    }
    for (size_t i = 0; i < f->phenotype_count && f->candidate_count == 0; i++) {
        buf_put_text(out, "    -> ");
        catalogue_put_phenotype(&r->words, out, f->phenotypes[i]);
        buf_put_c(out, '\n');
    }
    put_tests(r, f, out);
}

/* True when the drug's rows or open genes speak of the gene. */
static bool concerns(const advice_drug *d, str gene)
{
    for (size_t i = 0; i < d->open_count; i++) {
        if (str_eq(d->open[i].gene, gene)) return true;
    }
    for (size_t i = 0; i < d->row_count; i++) {
        for (size_t j = 0; j < d->rows[i].case_count; j++) {
            const advice_case *k = &d->rows[i].cases[j];
            for (size_t f = 0; f < k->fact_count; f++) {
                if (str_eq(k->facts[f].gene, gene)) return true;
            }
        }
    }
    return false;
}

static void put_conversions(const report *r, const advice_drug *d, buf *out)
{
    for (size_t i = 0; i < r->advice->conversion_count; i++) {
        const advice_conversion *v = &r->advice->conversions[i];
        if (!concerns(d, v->gene)) continue;
        AUTO(buf_release) buf effect;
        buf_init(&effect, EFFECT_MAX);
        answer_put_effect(r, &effect, v);
        const catalogue_slot slots[] = {
            {"drug", v->drug}, {"gene", v->gene}, {"object", buf_str(&effect)}};
        catalogue_put(&r->words, out, STR("ui.conversion"), slots, 3);
        buf_put_text(out, " (");
        report_put_plain(out, v->source);
        buf_put_c(out, ')');
        for (size_t k = 0; v->functional != NULL && k < v->functional->phenotype_count; k++) {
            buf_put_text(out, k == 0 ? " -> " : " / ");
            catalogue_put_phenotype(&r->words, out, v->functional->phenotypes[k]);
        }
        buf_put_c(out, '\n');
    }
}

static void put_rule(const report *r, const advice *row, buf *out)
{
    buf_put_c(out, '\n');
    put_word(r, "ui.condition", out);
    buf_put_c(out, ' ');
    report_put_plain(out, row->rule_id);
    buf_put_text(out, ": ");
    report_put_plain(out, row->condition);
    buf_put_c(out, '\n');
    for (size_t i = 0; i < row->case_count; i++) {
        buf_put_text(out, row->certainty == ADVICE_HOLDS ? "  = " : "  ? ");
        catalogue_put_case(&r->words, out, &row->cases[i]);
        buf_put_c(out, '\n');
    }
    buf_put_text(out, "  -> ");
    catalogue_put_action(&r->words, out, row);
    buf_put_c(out, '\n');
    if (row->guideline.n + row->pmid.n == 0) return;
    buf_printf(out, "  %.*s %.*s%s%.*s\n", STR_ARG(row->source), STR_ARG(row->guideline),
               row->pmid.n > 0 ? " PMID " : "", STR_ARG(row->pmid));
}

void report_text_explain(const report *r, const advice_drug *d, buf *out)
{
    report_put_plain(out, r->findings->sample);
    buf_put_text(out, "\n\n");
    report_text_drug(r, d, out);
    buf_put_c(out, '\n');
    for (size_t i = 0; i < r->findings->count; i++) {
        if (concerns(d, r->findings->items[i].gene)) put_gene(r, r->findings->items[i].gene, out);
    }
    put_conversions(r, d, out);
    for (size_t i = 0; i < d->row_count; i++) put_rule(r, &d->rows[i], out);
    buf_put_c(out, '\n');
    put_word(r, "ui.reason", out);
    buf_put_text(out, ": ");
    catalogue_put_code(&r->words, out, "why", d->why);
    buf_put_c(out, '\n');
}
