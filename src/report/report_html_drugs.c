/*
 * The parts of the page that speak of drugs. Every row of every source that applies is shown; rows
 * of one source that say the same under different results are shown once with all their results.
 */
#include "report/report_escape.h"
#include "report/report_html.h"

enum { PIECE_MAX = 1 << 20, ID_MAX = 256, CASES_SHOWN = 3 };

static void put_id(const advice_drug *d, buf *out)
{
    buf_put_text(out, "d-");
    report_put_file_name(out, d->name);
}

static void put_headline(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put_headline(&r->words, &text, d);
    html_take(&text, out);
}

/* ---- the answer ---- */

static void put_flags(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf text, who;
    buf_init(&text, PIECE_MAX);
    buf_init(&who, PIECE_MAX);
    if (d->candidates_differ) {
        buf_put_text(out, "<br><small>");
        html_text(r, "ui.candidates_differ", out);
        buf_put_text(out, "</small>");
    }
    if (d->sources_differ && !r->words.patient) {
        buf_put_text(out, "<br><small>");
        html_text(r, "ui.sources_differ", out);
        buf_put_text(out, "</small>");
    }
    if (!d->population_open || d->headline == NULL) return;
    catalogue_put_code(&r->words, &who, "population", d->headline->population);
    catalogue_put_slot(&r->words, &text, "ui.population_open", "object", buf_str(&who));
    buf_put_text(out, "<br><small>");
    html_take(&text, out);
    buf_put_text(out, "</small>");
}

static void put_reason(const report *r, const advice_drug *d, buf *out)
{
    if (d->headline == NULL || d->headline->case_count == 0 || r->words.patient) return;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put_case(&r->words, &text, &d->headline->cases[0]);
    buf_printf(&text, " · %.*s", STR_ARG(d->headline->source));
    if (d->headline->strength.n > 0) {
        buf_put_text(&text, ", ");
        catalogue_put_code(&r->words, &text, "strength", d->headline->strength);
    }
    buf_put_text(out, "<br><small>");
    html_take(&text, out);
    buf_put_text(out, "</small>");
    for (size_t i = 0; i < d->headline->also_count; i++) {
        buf_put_text(out, i == 0 ? "<br>" : " ");
        catalogue_put_also(&r->words, &text, d->headline->also[i]);
        html_take(&text, out);
    }
}

static void put_answer_row(const report *r, const advice_drug *d, buf *out)
{
    buf_put_text(out, "<tr><td>");
    html_light(r, d->light, out);
    buf_put_text(out, "<td><a href=\"#");
    put_id(d, out);
    buf_put_text(out, "\">");
    report_put_html(out, d->name);
    buf_put_text(out, "</a>");
    if (d->written.n > 0 && !str_eq_ci(d->written, d->name)) {
        buf_put_text(out, " <small>");
        report_put_html(out, d->written);
        buf_put_text(out, "</small>");
    }
    buf_put_text(out, "<br><small>");
    html_text(r, d->relevance == ADVICE_TAKEN ? "ui.taken" : "ui.asked", out);
    buf_put_text(out, "</small><td>");
    put_headline(r, d, out);
    put_reason(r, d, out);
    put_flags(r, d, out);
}

static void put_strangers(const report *r, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; i < r->advice->stranger_count; i++) {
        const advice_stranger *s = &r->advice->strangers[i];
        catalogue_put_slot(&r->words, &text, "ui.stranger", "drug", s->written);
        if (s->suggestion.n > 0) {
            buf_put_c(&text, ' ');
            catalogue_put_slot(&r->words, &text, "ui.stranger_near", "drug", s->suggestion);
        }
        buf_put_text(out, "<p class=warn>");
        html_take(&text, out);
        buf_put_text(out, "</p>");
    }
}

void html_answer(const report *r, buf *out)
{
    size_t count = 0;
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        count += r->advice->drugs[i].relevance != ADVICE_OTHER;
    }
    buf_put_text(out, "<h2 id=answer>");
    html_text(r, "ui.answer", out);
    buf_put_text(out, "</h2>");
    put_strangers(r, out);
    if (count == 0) {
        buf_put_text(out, "<p>");
        html_text(r, "ui.answer_none", out);
        buf_put_text(out, "</p>");
        return;
    }
    buf_put_text(out, "<table><thead><tr><th scope=col>");
    html_text(r, "ui.advice", out);
    buf_put_text(out, "<th scope=col>");
    html_text(r, "ui.drug", out);
    buf_put_text(out, "<th scope=col>");
    html_text(r, "ui.details", out);
    buf_put_text(out, "<tbody>");
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (d->relevance != ADVICE_OTHER) put_answer_row(r, d, out);
    }
    buf_put_text(out, "</table>");
}

/* ---- rows of a drug ---- */

static void put_list(const report *r, const advice *row, buf *text)
{
    for (size_t i = 0; i < row->also_count; i++) {
        buf_put_c(text, ' ');
        catalogue_put_also(&r->words, text, row->also[i]);
    }
    if (row->alternative_count > 0) {
        buf_put_c(text, ' ');
        catalogue_put(&r->words, text, STR("ui.alternatives"), NULL, 0);
        buf_put_text(text, ": ");
    }
    for (size_t i = 0; i < row->alternative_count; i++) {
        if (i > 0) buf_put_text(text, ", ");
        catalogue_put_alternative(&r->words, text, row->alternatives[i]);
    }
    if (row->alternative_count > 0) buf_put_c(text, '.');
}

/* What a row says, without under which result. */
static void word_row(const report *r, const advice *row, buf *text)
{
    const catalogue *c = &r->words;
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
    buf_put_c(text, '.');
    put_list(r, row, text);
    for (size_t i = 0; i < row->implication_count; i++) {
        buf_put_text(text, i == 0 ? " " : "; ");
        catalogue_put_implication(c, text, &row->implications[i]);
    }
}

static void word_cases(const report *r, const advice *row, size_t *shown, buf *text)
{
    for (size_t i = 0; i < row->case_count; i++, (*shown)++) {
        if (*shown >= CASES_SHOWN) continue;
        buf_put_text(text, *shown > 0 ? " | " : "");
        catalogue_put_case(&r->words, text, &row->cases[i]);
    }
}

static void put_cases(const report *r, const advice_drug *d, size_t from, const buf *said, buf *out)
{
    AUTO(buf_release) buf text, other;
    buf_init(&text, PIECE_MAX);
    buf_init(&other, PIECE_MAX);
    size_t shown = 0;
    for (size_t j = from; j < d->row_count; j++) {
        buf_reset(&other);
        if (!str_eq(d->rows[j].source, d->rows[from].source)) continue;
        word_row(r, &d->rows[j], &other);
        if (str_eq(buf_str(&other), buf_str(said))) word_cases(r, &d->rows[j], &shown, &text);
    }
    if (shown > CASES_SHOWN) buf_printf(&text, " | … (%zu)", shown);
    buf_put_text(out, " <small>");
    if (d->rows[from].certainty == ADVICE_POSSIBLE) {
        html_text(r, "ui.possible", out);
        buf_put_text(out, ": ");
    }
    html_take(&text, out);
    buf_put_text(out, "</small>");
}

static bool said_before(const report *r, const advice_drug *d, size_t row, const buf *said)
{
    AUTO(buf_release) buf other;
    buf_init(&other, PIECE_MAX);
    for (size_t j = 0; j < row; j++) {
        if (!str_eq(d->rows[j].source, d->rows[row].source)) continue;
        buf_reset(&other);
        word_row(r, &d->rows[j], &other);
        if (str_eq(buf_str(&other), buf_str(said))) return true;
    }
    return false;
}

static void put_rows(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf said;
    buf_init(&said, PIECE_MAX);
    if (d->row_count == 0) return;
    buf_put_text(out, "<ul>");
    for (size_t i = 0; i < d->row_count; i++) {
        buf_reset(&said);
        word_row(r, &d->rows[i], &said);
        if (said_before(r, d, i, &said)) continue;
        buf_put_text(out, "<li><b>");
        report_put_html(out, d->rows[i].source);
        buf_put_text(out, "</b> ");
        report_put_html(out, buf_str(&said));
        put_cases(r, d, i, &said, out);
    }
    buf_put_text(out, "</ul>");
}

static void put_open(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf text, gap;
    buf_init(&text, PIECE_MAX);
    buf_init(&gap, PIECE_MAX);
    for (size_t i = 0; i < d->open_count; i++) {
        const advice_open_gene *o = &d->open[i];
        buf_reset(&gap);
        catalogue_put_code(&r->words, &gap, "gap", str_of(advice_gap_name(o->gap)));
        const catalogue_slot slots[] = {{"gene", o->gene}, {"object", buf_str(&gap)}};
        catalogue_put(&r->words, &text, STR("ui.open_gene"), slots, 2);
        if (o->worst_light > ADVICE_USUAL) {
            buf_put_c(&text, ' ');
            catalogue_put(&r->words, &text, STR("ui.worst"), NULL, 0);
            buf_put_text(&text, ": ");
            catalogue_put_code(&r->words, &text, "light", str_of(advice_light_name(o->worst_light)));
        }
        buf_put_text(out, "<p class=q>");
        html_take(&text, out);
        buf_put_text(out, "</p>");
    }
}

static void put_drug(const report *r, const advice_drug *d, buf *out)
{
    const kb_drug *known = report_drug(r, d->name);
    buf_put_text(out, "<details id=\"");
    put_id(d, out);
    buf_put_text(out, d->relevance == ADVICE_OTHER ? "\">" : "\" data-p=1>");
    buf_put_text(out, "<summary>");
    html_light(r, d->light, out);
    buf_put_text(out, "<b>");
    report_put_html(out, d->name);
    buf_put_text(out, "</b>: ");
    put_headline(r, d, out);
    if (d->headline != NULL && d->headline->certainty == ADVICE_POSSIBLE) {
        buf_put_text(out, " <small>(");
        html_text(r, "ui.uncertain", out);
        buf_put_text(out, ")</small>");
    }
    buf_put_text(out, "</summary>");
    if (known != NULL && known->brand_count > 0) {
        buf_put_text(out, "<p class=q>");
        for (size_t i = 0; i < known->brand_count; i++) {
            if (i > 0) buf_put_text(out, ", ");
            report_put_html(out, known->brands[i]);
        }
        buf_put_text(out, "</p>");
    }
    if (!r->words.patient) {
        put_rows(r, d, out);
        put_open(r, d, out);
    }
    buf_put_text(out, "</details>");
}

static void put_group(const report *r, advice_light light, buf *out)
{
    bool begun = false;
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (d->light != light) continue;
        if (!begun) {
            AUTO(buf_release) buf text;
            buf_init(&text, PIECE_MAX);
            catalogue_put_code(&r->words, &text, "light", str_of(advice_light_name(light)));
            buf_put_text(out, "<section><h3>");
            html_take(&text, out);
            buf_put_text(out, "</h3>");
            begun = true;
        }
        put_drug(r, d, out);
    }
    if (begun) buf_put_text(out, "</section>");
}

void html_drugs(const report *r, buf *out)
{
    buf_put_text(out, "<h2>");
    html_text(r, "ui.all_drugs", out);
    buf_put_text(out, "</h2><p id=fl hidden><label for=f>");
    html_text(r, "ui.filter", out);
    buf_put_text(out, "</label><br><input id=f type=search autocomplete=off> <span id=n role=status "
                      "data-t=\"");
    html_text(r, "ui.shown", out);
    buf_put_text(out, "\"></span></p>");
    if (r->words.patient) {
        buf_put_text(out, "<p>");
        html_text(r, "ui.clinician_has_more", out);
        buf_put_text(out, "</p>");
    }
    buf_put_text(out, "<div id=all>");
    for (int light = ADVICE_STOP; light >= (int)ADVICE_UNKNOWN; light--) {
        put_group(r, (advice_light)light, out);
    }
    buf_put_text(out, "</div>");
}

/* ---- citations ---- */

static bool cited_before(const report *r, size_t drug, size_t row)
{
    str pmid = r->advice->drugs[drug].rows[row].pmid;
    for (size_t i = 0; i <= drug; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        size_t end = i == drug ? row : d->row_count;
        for (size_t j = 0; j < end; j++) {
            if (str_eq(d->rows[j].pmid, pmid)) return true;
        }
    }
    return false;
}

void html_citations(const report *r, buf *out)
{
    buf_put_text(out, "<h2>");
    html_text(r, "ui.citations", out);
    buf_put_text(out, "</h2><p class=q>");
    const char *mark = "PMID ";
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        for (size_t j = 0; j < d->row_count; j++) {
            if (d->rows[j].pmid.n == 0 || cited_before(r, i, j)) continue;
            buf_printf(out, "%s", mark);
            report_put_html(out, d->rows[j].pmid);
            mark = ", ";
        }
    }
    buf_put_text(out, "</p>");
}
