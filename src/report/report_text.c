/*
 * The report for a terminal: the answer first, then genes, then the other drugs by light; at most
 * two screens of 80 columns. Lights are words (colour only helps), so that it reads well aloud.
 * Also one drug in full and the chain that leads to its advice.
 */
#include "report/caution_words.h"
#include "report/report_answer.h"
#include "report/report_escape.h"
#include "report/report_person.h"
#include "report/report_text_parts.h"

enum { PIECE_MAX = 1 << 20, WIDTH = 80, TEXT_COLUMN = 32, GENE_COLUMN = 10, DIPLOTYPE_SHORT = 20 };

static const char *colour_of(advice_light light)
{
    switch (light) {
    case ADVICE_STOP: return "\033[1;31m";
    case ADVICE_CHANGE: return "\033[1;33m";
    case ADVICE_NOTICE: return "\033[36m";
    case ADVICE_USUAL: return "\033[32m";
    case ADVICE_UNKNOWN: return "\033[2m";
    }
    return "";
}

static void put_spaces(buf *out, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) buf_put_c(out, ' ');
}

void text_wrapped(buf *out, str text, size_t at, size_t indent)
{
    str word;
    for (bool first = true; str_next(&text, ' ', &word); first = false) {
        size_t wide = report_columns(word);
        if (!first && at + wide + 1 > WIDTH) {
            buf_put_c(out, '\n');
            put_spaces(out, 0, indent);
            at = indent;
        } else if (!first) {
            buf_put_c(out, ' ');
            at++;
        }
        report_put_plain(out, word);
        at += wide;
    }
    buf_put_c(out, '\n');
}

void text_heading(const text_page *p, const char *key)
{
    buf_put_c(p->out, '\n');
    if (p->colour) buf_put_text(p->out, "\033[1m");
    catalogue_put(&p->r->words, p->out, str_of(key), NULL, 0);
    if (p->colour) buf_put_text(p->out, "\033[0m");
    buf_put_c(p->out, '\n');
}

static void put_cell(buf *out, str text, size_t from, size_t to)
{
    report_put_plain(out, text);
    size_t wide = from + report_columns(text);
    put_spaces(out, wide, wide < to ? to : wide + 1);
}

void text_light(const text_page *p, advice_light light, size_t to)
{
    AUTO(buf_release) buf word;
    buf_init(&word, PIECE_MAX);
    catalogue_put_code(&p->r->words, &word, "light", str_of(advice_light_name(light)));
    if (p->colour) buf_put_text(p->out, colour_of(light));
    report_put_plain(p->out, buf_str(&word));
    if (p->colour) buf_put_text(p->out, "\033[0m");
    put_spaces(p->out, 2 + report_columns(buf_str(&word)), to);
}

/* What to take instead, the dose that a formula expects. */
static void put_instead(const text_page *p, const advice_drug *d, buf *text)
{
    const advice *row = d->headline;
    size_t count = row == NULL || p->r->words.patient ? 0 : row->alternative_count;
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            catalogue_end_sentence(&p->r->words, text);
            catalogue_put(&p->r->words, text, STR("ui.alternatives"), NULL, 0);
        }
        buf_put_text(text, i == 0 ? ": " : ", ");
        report_put_alternative(p->r, text, row->alternatives[i]);
    }
    AUTO(buf_release) buf dose;
    buf_init(&dose, PIECE_MAX);
    answer_put_dose(p->r, &dose, d);
    if (dose.n > 0) catalogue_end_sentence(&p->r->words, text);
    buf_put_str(text, buf_str(&dose));
}

/* "(CPIC; CYP2D6 activity score 0.0 (changed by paroxetine); taken: 120 mg a day)" */
static void put_basis(const text_page *p, const advice_drug *d, buf *text)
{
    const advice *row = d->headline;
    if (row == NULL || p->r->words.patient) return;
    buf_printf(text, " (%.*s", STR_ARG(row->source));
    if (d->relevance != ADVICE_OTHER && d->light >= ADVICE_USUAL && row->case_count > 0) {
        buf_put_text(text, "; ");
        answer_put_case(p->r, text, &row->cases[0]);
    }
    if (d->relevance == ADVICE_TAKEN && d->light > ADVICE_USUAL) {
        buf_put_text(text, "; ");
        answer_put_taken(p->r, text, d);
    }
    buf_put_c(text, ')');
}

static void put_flags(const text_page *p, const advice_drug *d, buf *text)
{
    if (d->candidates_differ && !str_eq(d->why, STR("partly_tested"))) {
        catalogue_end_sentence(&p->r->words, text);
        catalogue_put(&p->r->words, text, STR("ui.candidates_differ"), NULL, 0);
    }
    AUTO(buf_release) buf opposite;
    buf_init(&opposite, PIECE_MAX);
    caution_put_opposite(&p->r->words, &opposite, d);
    if (opposite.n > 0) catalogue_end_sentence(&p->r->words, text);
    buf_put_str(text, str_trim(buf_str(&opposite)));
    if (!d->sources_differ || d->opposite != NULL) return;
    if (d->relevance == ADVICE_OTHER || p->r->words.patient) return;
    catalogue_end_sentence(&p->r->words, text);
    catalogue_put(&p->r->words, text, STR("ui.sources_differ"), NULL, 0);
}

static void put_drug(const text_page *p, const advice_drug *d)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    size_t light_end = p->r->words.patient ? 24 : 14;
    buf_put_text(p->out, "  ");
    text_light(p, d->light, light_end);
    put_cell(p->out, d->name, light_end, TEXT_COLUMN + light_end - 14);
    catalogue_put_headline(&p->r->words, &text, d);
    put_instead(p, d, &text);
    put_basis(p, d, &text);
    put_flags(p, d, &text);
    size_t wide = report_columns(d->name) + light_end;
    size_t indent = TEXT_COLUMN + light_end - 14;
    text_wrapped(p->out, buf_str(&text), wide < indent ? indent : wide + 1, indent);
}

/* "Usual       Usual dose (CPIC): azathioprine, citalopram" where the same holds for several. */
static bool put_drugs_together(const text_page *p, size_t first)
{
    AUTO(buf_release) buf text;
    const advice_drug *all = p->r->advice->drugs, *d = &all[first];
    size_t count = 0, at = p->r->words.patient ? 24 : 14;
    buf_init(&text, PIECE_MAX);
    catalogue_put_headline(&p->r->words, &text, d);
    if (d->headline != NULL && !p->r->words.patient) {
        buf_printf(&text, " (%.*s)", STR_ARG(d->headline->source));
    }
    for (size_t i = first; i < p->r->advice->drug_count; i++) {
        if (i > first && !answer_is_same(p->r, d, &all[i])) continue;
        buf_put_text(&text, count++ == 0 ? ": " : ", ");
        buf_put_str(&text, all[i].name);
    }
    if (count < 2) return false;
    buf_put_text(p->out, "  ");
    text_light(p, d->light, at);
    text_wrapped(p->out, buf_str(&text), at, at);
    return true;
}

/* Names that the drug table does not know, in one line. */
static void put_strangers(const text_page *p)
{
    for (size_t i = 0; i < p->r->advice->stranger_count; i++) {
        const advice_stranger *s = &p->r->advice->strangers[i];
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        catalogue_put_slot(&p->r->words, &text, "ui.stranger", "drug", s->written);
        buf_put_c(&text, ' ');
        if (s->suggestion.n > 0) {
            catalogue_put_slot(&p->r->words, &text, "ui.stranger_near", "drug", s->suggestion);
        }
        buf_put_text(p->out, "  ");
        text_wrapped(p->out, str_trim(buf_str(&text)), 2, 2);
    }
}

static bool is_any_own(const text_page *p)
{
    const advice_set *set = p->r->advice;
    return set->drug_count > 0 && set->drugs[0].relevance != ADVICE_OTHER;
}

static void put_answer(const text_page *p)
{
    text_heading(p, "ui.answer");
    text_state(p);
    for (size_t i = 0; i < p->r->advice->drug_count; i++) {
        const advice_drug *d = &p->r->advice->drugs[i];
        if (d->relevance == ADVICE_OTHER || answer_is_said(p->r, i)) continue;
        if (!put_drugs_together(p, i)) put_drug(p, d);
    }
    put_strangers(p);
    if (is_any_own(p) || p->r->advice->stranger_count > 0) return;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put(&p->r->words, &text,
                  p->r->chart_alone ? STR("ui.answer_none_chart") : STR("ui.answer_none"), NULL, 0);
    buf_put_text(p->out, "  ");
    text_wrapped(p->out, buf_str(&text), 2, 2);
}

static void put_phenotypes(const catalogue *c, buf *out, const finding *f)
{
    for (size_t i = 0; i < f->phenotype_count; i++) {
        if (i > 0) buf_put_text(out, " / ");
        catalogue_put_phenotype(c, out, f->phenotypes[i]);
    }
    if (f->phenotype_count == 0) {
        catalogue_put_code(c, out, "status", str_of(finding_status_name(f->status)));
    }
}

static void put_diplotypes(buf *out, const finding *f)
{
    size_t most = f->candidate_count < 2 || f->candidates[0].diplotype.n > DIPLOTYPE_SHORT
                      ? f->candidate_count > 0
                      : 2;
    for (size_t i = 0; i < most; i++) {
        if (i > 0) buf_put_text(out, " | ");
        buf_put_str(out, f->candidates[i].diplotype);
    }
    if (f->candidate_count > most) buf_printf(out, " … (%zu)", f->candidate_count);
    for (size_t i = 0; i < f->variant_count && f->candidate_count == 0; i++) {
        if (i > 0) buf_put_text(out, " + ");
        buf_put_str(out, f->variants[i]);
    }
}

static void put_gene(const text_page *p, const finding *f)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_put_text(p->out, "  ");
    put_cell(p->out, f->gene, 2, 2 + GENE_COLUMN);
    if (!p->r->words.patient) put_diplotypes(&text, f);
    if (text.n > 0) buf_put_text(&text, "  ");
    put_phenotypes(&p->r->words, &text, f);
    if (f->positions_untested > 0 && f->positions_all > 0) {
        buf_printf(&text, " [%zu/%zu]", f->positions_all - f->positions_untested, f->positions_all);
    }
    text_wrapped(p->out, buf_str(&text), 2 + GENE_COLUMN, 2 + GENE_COLUMN);
}

static void put_gene_names(const text_page *p, const char *key, const buf *names)
{
    if (names->n == 0) return;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put(&p->r->words, &text, str_of(key), NULL, 0);
    buf_printf(&text, ": %.*s", (int)names->n, names->p);
    buf_put_text(p->out, "  ");
    text_wrapped(p->out, buf_str(&text), 2, 4);
}

/* The genes that the person's own medicines ask for; without any, all of them. */
static void put_genes(const text_page *p)
{
    AUTO(buf_release) buf missing, further;
    buf_init(&missing, PIECE_MAX);
    buf_init(&further, PIECE_MAX);
    text_heading(p, "ui.genes");
    for (size_t i = 0; i < p->r->findings->count; i++) {
        const finding *f = &p->r->findings->items[i];
        buf *names = f->status == FINDING_NOT_TESTED ? &missing : &further;
        if (names == &further && (!is_any_own(p) || answer_needs_gene(p->r, f->gene)))
            put_gene(p, f);
        else
            buf_printf(names, "%s%.*s", names->n > 0 ? ", " : "", STR_ARG(f->gene));
    }
    put_gene_names(p, "ui.genes_further", &further);
    put_gene_names(p, "ui.untested", &missing);
}

static void put_group(const text_page *p, advice_light light)
{
    size_t count = 0;
    AUTO(buf_release) buf names;
    buf_init(&names, PIECE_MAX);
    for (size_t i = 0; i < p->r->advice->drug_count; i++) {
        const advice_drug *d = &p->r->advice->drugs[i];
        if (d->relevance != ADVICE_OTHER || d->light != light) continue;
        if (names.n > 0) buf_put_text(&names, ", ");
        buf_put_str(&names, d->name);
        if (d->candidates_differ) buf_put_text(&names, " (?)");
        count++;
    }
    if (count == 0) return;
    advice_light named = p->r->has_chart ? ADVICE_CHANGE : ADVICE_NOTICE;
    if (light < named) { /* the page has them all; here two screens are the limit */
        buf_reset(&names);
        buf_put_u64(&names, count);
    }
    buf_put_text(p->out, "  ");
    size_t at = p->r->words.patient ? 24 : 14;
    text_light(p, light, at);
    text_wrapped(p->out, buf_str(&names), at, at);
}

static void put_line(const text_page *p, const char *key)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put(&p->r->words, &text, str_of(key), NULL, 0);
    text_wrapped(p->out, buf_str(&text), 0, 0);
}

static void put_origin(const text_page *p)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_printf(&text, "precis %s, %.*s, %08x", p->r->version, STR_ARG(p->r->knowledge),
               p->r->checksum);
    if (p->r->build != NULL) buf_printf(&text, ", %s", p->r->build);
    buf_printf(&text, ", %.10s", p->r->date);
    text_wrapped(p->out, buf_str(&text), 0, 0);
}

static void put_rest(const text_page *p)
{
    text_heading(p, "ui.rest");
    for (int light = ADVICE_STOP; light >= (int)ADVICE_UNKNOWN; light--) {
        put_group(p, (advice_light)light);
    }
    put_line(p, "ui.uncertain_mark");
}

/* Whose it is, of what and when it was made. */
static void put_header(const text_page *p)
{
    const report *r = p->r;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    put_line(p, r->chart_alone ? "ui.title_chart" : "ui.title");
    catalogue_put(&r->words, &text, r->has_chart ? STR("ui.person") : STR("ui.sample"), NULL, 0);
    buf_put_text(&text, ": ");
    person_put_identity(r, &text);
    if (r->has_chart && r->who != NULL) {
        char day[DATE_TEXT_MAX];
        catalogue_end_sentence(&p->r->words, &text);
        catalogue_put_slot(&r->words, &text, "ui.chart_day", "object",
                           str_of(date_text(r->who->as_of, day)));
    }
    text_wrapped(p->out, buf_str(&text), 0, 2);
    buf_reset(&text);
    person_put_same(r, &text);
    if (text.n > 0) text_wrapped(p->out, buf_str(&text), 0, 2);
    buf_reset(&text);
    person_put_clash(r, &text);
    if (text.n > 0) text_wrapped(p->out, buf_str(&text), 0, 2);
    put_line(p, "ui.warning");
    if (r->chart_alone) put_line(p, "ui.no_genome");
}

void report_text(const report *r, bool colour, buf *out)
{
    const text_page p = {r, out, colour};
    put_header(&p);
    put_answer(&p);
    text_scores(&p);
    text_tests(&p);
    text_person(&p);
    if (!r->chart_alone) {
        put_genes(&p);
        put_rest(&p);
    }
    buf_put_c(out, '\n');
    put_line(&p, "ui.limit_untested");
    if (r->has_chart) put_line(&p, "ui.limit_interactions");
    if (!r->advice->medicines_known) put_line(&p, "ui.limit_medicines");
    if (!r->words.patient) put_line(&p, "ui.report_html");
    put_line(&p, "ui.limit_device");
    put_origin(&p);
}

/* ---- one drug ---- */

static void put_item(const text_page *p, buf *text, size_t indent)
{
    put_spaces(p->out, 0, indent);
    text_wrapped(p->out, buf_str(text), indent, indent + 2);
    buf_reset(text);
}

static void put_row_head(const text_page *p, const advice *row, buf *text)
{
    const catalogue *c = &p->r->words;
    buf_printf(text, "%.*s, ", STR_ARG(row->source));
    catalogue_put_code(c, text, "source_kind", row->source_kind);
    if (row->strength.n > 0) {
        buf_put_text(text, ", ");
        catalogue_put_code(c, text, "strength", row->strength);
    }
    if (!str_eq(row->population, STR("general"))) {
        buf_put_text(text, ", ");
        catalogue_put_code(c, text, "population", row->population);
        if (!row->population_known) buf_put_text(text, " (?)");
    }
    buf_put_text(text, ": ");
    catalogue_put_action(c, text, row);
    put_item(p, text, 2);
}

static void put_row(const text_page *p, const advice *row)
{
    const catalogue *c = &p->r->words;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    put_row_head(p, row, &text);
    for (size_t i = 0; i < row->case_count && row->certainty == ADVICE_POSSIBLE; i++) {
        catalogue_put(c, &text, STR("ui.possible"), NULL, 0);
        buf_put_c(&text, ' ');
        answer_put_case(p->r, &text, &row->cases[i]);
        put_item(p, &text, 4);
    }
    for (size_t i = 0; i < row->also_count; i++) {
        catalogue_put_also(c, &text, row->also[i]);
        put_item(p, &text, 4);
    }
    for (size_t i = 0; i < row->implication_count; i++) {
        catalogue_put_implication(c, &text, &row->implications[i]);
        put_item(p, &text, 4);
    }
    if (row->alternative_count == 0) return;
    catalogue_put(c, &text, STR("ui.alternatives"), NULL, 0);
    buf_put_text(&text, ": ");
    for (size_t i = 0; i < row->alternative_count; i++) {
        if (i > 0) buf_put_text(&text, ", ");
        report_put_alternative(p->r, &text, row->alternatives[i]);
    }
    put_item(p, &text, 4);
}

static void put_open(const text_page *p, const advice_drug *d)
{
    const catalogue *c = &p->r->words;
    for (size_t i = 0; i < d->open_count; i++) {
        const advice_open_gene *o = &d->open[i];
        AUTO(buf_release) buf gap, text;
        buf_init(&gap, PIECE_MAX);
        buf_init(&text, PIECE_MAX);
        catalogue_put_code(c, &gap, "gap", str_of(advice_gap_name(o->gap)));
        const catalogue_slot slots[] = {{"gene", o->gene}, {"object", buf_str(&gap)}};
        catalogue_put(c, &text, STR("ui.open_gene"), slots, 2);
        if (o->worst_light > ADVICE_USUAL) {
            buf_put_c(&text, ' ');
            catalogue_put(c, &text, STR("ui.worst"), NULL, 0);
            buf_put_text(&text, ": ");
            catalogue_put_code(c, &text, "light", str_of(advice_light_name(o->worst_light)));
            buf_printf(&text, " (%.*s)", STR_ARG(o->worst_rule));
        }
        put_item(p, &text, 2);
    }
}

void report_text_drug(const report *r, const advice_drug *d, buf *out)
{
    const text_page p = {r, out, false};
    put_drug(&p, d);
    if (d->sources_differ && d->relevance == ADVICE_OTHER) put_line(&p, "ui.sources_differ");
    for (size_t i = 0; i < d->row_count; i++) put_row(&p, &d->rows[i]);
    put_open(&p, d);
}
