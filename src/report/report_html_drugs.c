/*
 * The parts of the page that speak of drugs. Every row of every source that applies is shown; rows
 * of one source that say the same under different results are shown once with all their results.
 */
#include "report/caution_words.h"
#include "report/report_answer.h"
#include "report/report_escape.h"
#include "report/report_html.h"
#include "report/report_person.h"

/* The page is to stay under 150 KB; what is not drugs takes up to 40 KB of it. */
enum { PIECE_MAX = 1 << 20, PAGE_MAX = 64 << 20, CASES_SHOWN = 3, DRUGS_BYTES = 104 << 10 };

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
    if (d->candidates_differ && !str_eq(d->why, STR("partly_tested"))) {
        buf_put_text(out, "<br><small>");
        html_text(r, "ui.candidates_differ", out);
        buf_put_text(out, "</small>");
    }
    caution_put_opposite(&r->words, &text, d);
    if (text.n > 0) {
        buf_put_text(out, "<br>");
        html_take(&text, out);
    }
    if (d->sources_differ && d->opposite == NULL && !r->words.patient) {
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

static void put_alternatives(const report *r, const advice *row, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    html_text(r, "ui.alternatives", out);
    for (size_t i = 0; i < row->alternative_count; i++) {
        buf_put_text(out, i == 0 ? ": " : ", ");
        report_put_alternative(r, &text, row->alternatives[i]);
        html_take(&text, out);
    }
    buf_put_str(out, catalogue_stop(&r->words));
}

/* The result that led here, and who says so. */
static void put_basis(const report *r, const advice *row, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    answer_put_case(r, &text, &row->cases[0]);
    buf_printf(&text, " · %.*s", STR_ARG(row->source));
    if (row->strength.n > 0) {
        buf_put_text(&text, ", ");
        catalogue_put_code(&r->words, &text, "strength", row->strength);
    }
    buf_put_text(out, "<br><small>");
    html_take(&text, out);
    buf_put_text(out, "</small>");
}

static void put_reason(const report *r, const advice_drug *d, buf *out)
{
    const advice *row = d->headline;
    if (row == NULL || row->case_count == 0 || r->words.patient) return;
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; i < row->also_count; i++) {
        buf_put_text(out, i == 0 ? "<br>" : " ");
        catalogue_put_also(&r->words, &text, row->also[i]);
        html_take(&text, out);
    }
    if (row->alternative_count > 0) {
        buf_put_text(out, row->also_count == 0 ? "<br>" : " ");
        put_alternatives(r, row, out);
    }
    put_basis(r, row, out);
}

static void put_dose(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    answer_put_dose(r, &text, d);
    if (text.n == 0) return;
    buf_put_text(out, "<br>");
    html_take(&text, out);
    buf_put_str(out, catalogue_stop(&r->words));
}

/* A patient's page has no more on a drug further down, so there is nothing to lead to. */
static void put_name(const report *r, const advice_drug *d, buf *out)
{
    if (r->words.patient) {
        buf_put_text(out, "<b>");
        report_put_html(out, d->name);
        buf_put_text(out, "</b>");
        return;
    }
    buf_put_text(out, "<a href=\"#");
    put_id(d, out);
    buf_put_text(out, "\">");
    report_put_html(out, d->name);
    buf_put_text(out, "</a>");
}

/* Its name, how the chart or the question wrote it, how it is taken. */
static void put_who_takes(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    put_name(r, d, out);
    if (d->written.n > 0 && !str_eq_ci(d->written, d->name)) {
        buf_put_text(out, " <small>");
        report_put_html(out, d->written);
        buf_put_text(out, "</small>");
    }
    answer_put_taken(r, &text, d);
    buf_put_text(out, "<br><small>");
    html_take(&text, out);
    buf_put_text(out, "</small>");
}

/* The drugs of which the same short sentence holds, from drug `first` on. */
static void put_names(const report *r, size_t first, buf *out)
{
    const advice_drug *all = r->advice->drugs;
    size_t shown = 0;
    for (size_t i = first; i < r->advice->drug_count; i++) {
        if (i > first && !answer_is_same(r, &all[first], &all[i])) continue;
        buf_put_text(out, shown++ > 0 ? ", " : "");
        put_name(r, &all[i], out);
    }
    buf_put_text(out, "<br><small>");
    html_text(r, all[first].relevance == ADVICE_TAKEN ? "ui.taken" : "ui.asked", out);
    buf_put_text(out, "</small>");
}

static bool is_alone(const report *r, size_t drug)
{
    for (size_t i = drug + 1; i < r->advice->drug_count; i++) {
        if (answer_is_same(r, &r->advice->drugs[drug], &r->advice->drugs[i])) return false;
    }
    return true;
}

static void put_answer_row(const report *r, size_t drug, buf *out)
{
    const advice_drug *d = &r->advice->drugs[drug];
    bool alone = is_alone(r, drug);
    buf_put_text(out, "<tr><td>");
    html_light(r, d->light, out);
    buf_put_text(out, "<td>");
    if (alone)
        put_who_takes(r, d, out);
    else
        put_names(r, drug, out);
    buf_put_text(out, d->light > ADVICE_USUAL ? "<td><b>" : "<td>");
    put_headline(r, d, out);
    buf_put_text(out, d->light > ADVICE_USUAL ? "</b>" : "");
    if (!alone) return;
    put_dose(r, d, out);
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
    html_state(r, out);
    if (count == 0) {
        put_strangers(r, out);
        buf_put_text(out, "<p>");
        html_text(r, r->chart_alone ? "ui.answer_none_chart" : "ui.answer_none", out);
        buf_put_text(out, "</p>");
        return;
    }
    buf_put_text(out, "<table class=an><thead><tr><th scope=col>");
    html_text(r, "ui.advice", out);
    buf_put_text(out, "<th scope=col>");
    html_text(r, "ui.drug", out);
    buf_put_text(out, "<th scope=col>");
    html_text(r, "ui.details", out);
    buf_put_text(out, "<tbody>");
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        if (r->advice->drugs[i].relevance == ADVICE_OTHER || answer_is_said(r, i)) continue;
        put_answer_row(r, i, out);
    }
    buf_put_text(out, "</table>");
    put_strangers(r, out);
    if (!r->has_chart) return;
    buf_put_text(out, "<p class=q>");
    html_text(r, "ui.limit_interactions", out);
    buf_put_text(out, "</p>");
}

/* ---- rows of a drug ---- */

/* How much is said of each row, so that a page with very many possible results stays small. What is
 * left out here is in the JSON and in `precis drug`. */
typedef enum brevity {
    ROWS_FULL,
    ROWS_BRIEF_IF_POSSIBLE, /* possible rows of drugs that nobody asked for: source, action, results
                             */
    ROWS_BRIEF,             /* all rows of drugs that nobody asked for */
    BREVITIES
} brevity;

/* The wording of the rows of one drug, each made once. */
typedef struct worded_rows {
    const report *r;
    const advice_drug *d;
    brevity level;
    str headline; /* what the drug's own line says already */
    buf text;
    size_t *ends; /* end of each row's text */
} worded_rows;

static str worded(const worded_rows *w, size_t row)
{
    size_t from = row == 0 ? 0 : w->ends[row - 1];
    return (str){w->text.p + from, w->ends[row] - from};
}

static bool is_same(const worded_rows *w, size_t a, size_t b)
{
    return str_eq(w->d->rows[a].source, w->d->rows[b].source) &&
           w->d->rows[a].certainty == w->d->rows[b].certainty && str_eq(worded(w, a), worded(w, b));
}

static bool is_brief(const worded_rows *w, const advice *row)
{
    if (w->level == ROWS_FULL || w->d->relevance != ADVICE_OTHER) return false;
    return w->level == ROWS_BRIEF || row->certainty == ADVICE_POSSIBLE;
}

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
        report_put_alternative(r, text, row->alternatives[i]);
    }
    if (row->alternative_count > 0) buf_put_str(text, catalogue_stop(&r->words));
}

static void word_origin(const report *r, const advice *row, bool brief, buf *text)
{
    const catalogue *c = &r->words;
    if (!brief) {
        catalogue_put_code(c, text, "source_kind", row->source_kind);
        if (row->strength.n > 0) {
            buf_put_text(text, ", ");
            catalogue_put_code(c, text, "strength", row->strength);
        }
    }
    if (!str_eq(row->population, STR("general"))) {
        if (!brief) buf_put_text(text, ", ");
        catalogue_put_code(c, text, "population", row->population);
        if (!row->population_known) buf_put_text(text, " (?)");
    } else if (brief) {
        return;
    }
    buf_put_text(text, ": ");
}

/* Brief rows that say what the drug's own line says need only source and result. */
static bool says_headline(const worded_rows *w, const advice *row, str action)
{
    return str_eq(row->population, STR("general")) && str_eq(action, w->headline);
}

/* What a row says, without under which result. */
static void word_row(const worded_rows *w, const advice *row, buf *text)
{
    bool brief = is_brief(w, row);
    AUTO(buf_release) buf action;
    buf_init(&action, PIECE_MAX);
    catalogue_put_action(&w->r->words, &action, row);
    if (action.failed != OK) text->failed = action.failed;
    if (brief && says_headline(w, row, buf_str(&action))) return;
    word_origin(w->r, row, brief, text);
    buf_put_str(text, buf_str(&action));
    buf_put_str(text, catalogue_stop(&w->r->words));
    if (brief) return;
    put_list(w->r, row, text);
    for (size_t i = 0; i < row->implication_count; i++) {
        buf_put_text(text, i == 0 ? " " : "; ");
        catalogue_put_implication(&w->r->words, text, &row->implications[i]);
    }
}

/* The results under which rows that say the same hold, the first few in words. */
static void put_cases(const worded_rows *w, size_t row, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    size_t shown = 0;
    size_t most = is_brief(w, &w->d->rows[row]) ? 1 : CASES_SHOWN;
    for (size_t j = row; j < w->d->row_count; j++) {
        if (!is_same(w, row, j)) continue;
        for (size_t i = 0; i < w->d->rows[j].case_count; i++) {
            if (shown++ >= most) continue;
            buf_put_text(&text, shown > 1 ? " | " : "");
            catalogue_put_case(&w->r->words, &text, &w->d->rows[j].cases[i]);
        }
    }
    if (shown > most) buf_printf(&text, " | … (%zu)", shown);
    buf_put_text(out, " <small>");
    if (w->d->rows[row].certainty == ADVICE_POSSIBLE) {
        if (is_brief(w, &w->d->rows[row]))
            buf_put_text(out, "? ");
        else {
            html_text(w->r, "ui.possible", out);
            buf_put_text(out, ": ");
        }
    }
    html_take(&text, out);
    buf_put_text(out, "</small>");
}

static bool said_before(const worded_rows *w, size_t row)
{
    for (size_t j = 0; j < row; j++) {
        if (is_same(w, row, j)) return true;
    }
    return false;
}

static void put_rows(const report *r, const advice_drug *d, brevity level, buf *out)
{
    AUTO(arena_release) arena a = {0};
    worded_rows w = {.r = r, .d = d, .level = level, .ends = ARENA_ARRAY(&a, size_t, d->row_count)};
    if (d->row_count == 0) return;
    if (w.ends == NULL) {
        out->failed = E_MEMORY;
        return;
    }
    AUTO(buf_release) buf headline;
    buf_init(&headline, PIECE_MAX);
    if (d->headline != NULL) catalogue_put_action(&r->words, &headline, d->headline);
    w.headline = buf_str(&headline);
    buf_init(&w.text, PAGE_MAX);
    for (size_t i = 0; i < d->row_count; i++) {
        word_row(&w, &d->rows[i], &w.text);
        w.ends[i] = w.text.n;
    }
    buf_put_text(out, "<ul>");
    for (size_t i = 0; i < d->row_count; i++) {
        if (said_before(&w, i)) continue;
        buf_put_text(out, "<li><b>");
        report_put_html(out, d->rows[i].source);
        buf_put_text(out, "</b> ");
        report_put_html(out, worded(&w, i));
        put_cases(&w, i, out);
    }
    buf_put_text(out, "</ul>");
    buf_release(&w.text);
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
            catalogue_put_code(&r->words, &text, "light",
                               str_of(advice_light_name(o->worst_light)));
        }
        buf_put_text(out, "<p class=q>");
        html_take(&text, out);
        buf_put_text(out, "</p>");
    }
}

/* Only which genes are open, and why. */
static void put_open_brief(const report *r, const advice_drug *d, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; i < d->open_count; i++) {
        buf_printf(&text, "%s%.*s ", i > 0 ? ", " : "? ", STR_ARG(d->open[i].gene));
        catalogue_put_code(&r->words, &text, "gap", str_of(advice_gap_name(d->open[i].gap)));
    }
    if (text.n == 0) return;
    buf_put_text(out, "<p class=q>");
    html_take(&text, out);
    buf_put_text(out, "</p>");
}

static void put_brands(const kb_drug *known, buf *out)
{
    if (known == NULL || known->brand_count == 0) return;
    buf_put_text(out, "<p class=q>");
    for (size_t i = 0; i < known->brand_count; i++) {
        if (i > 0) buf_put_text(out, ", ");
        report_put_html(out, known->brands[i]);
    }
    buf_put_text(out, "</p>");
}

static void put_drug(const report *r, const advice_drug *d, brevity level, buf *out)
{
    buf_put_text(out, "<details id=\"");
    put_id(d, out);
    buf_put_text(out, d->relevance == ADVICE_OTHER ? "\">" : "\" data-p=1>");
    buf_put_text(out, "<summary>");
    html_light(r, d->light, out);
    buf_put_text(out, "<b>");
    report_put_html(out, d->name);
    buf_put_text(out, "</b>: ");
    put_headline(r, d, out);
    if (d->candidates_differ && !str_eq(d->why, STR("partly_tested"))) {
        buf_put_text(out, " <small>(");
        html_text(r, "ui.uncertain", out);
        buf_put_text(out, ")</small>");
    }
    buf_put_text(out, "</summary>");
    bool brief = level > ROWS_FULL && d->relevance == ADVICE_OTHER;
    if (!brief) put_brands(report_drug(r, d->name), out);
    if (!r->words.patient) {
        put_rows(r, d, level, out);
        if (brief)
            put_open_brief(r, d, out);
        else
            put_open(r, d, out);
    }
    buf_put_text(out, "</details>");
}

/* Without a genome nothing can be said of drugs that nobody takes or asked for. */
static bool is_shown(const report *r, const advice_drug *d)
{
    return !r->chart_alone || d->relevance != ADVICE_OTHER;
}

static void put_group(const report *r, advice_light light, brevity level, buf *out)
{
    bool begun = false;
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (d->light != light || !is_shown(r, d)) continue;
        if (!begun) {
            AUTO(buf_release) buf text;
            buf_init(&text, PIECE_MAX);
            catalogue_put_code(&r->words, &text, "light", str_of(advice_light_name(light)));
            buf_put_text(out, "<section><h3>");
            html_take(&text, out);
            buf_put_text(out, "</h3>");
            begun = true;
        }
        put_drug(r, d, level, out);
    }
    if (begun) buf_put_text(out, "</section>");
}

static void put_groups(const report *r, brevity level, buf *out)
{
    for (int light = ADVICE_STOP; light >= (int)ADVICE_UNKNOWN; light--) {
        put_group(r, (advice_light)light, level, out);
    }
}

static void put_filter(const report *r, buf *out)
{
    buf_put_text(out, "<p id=fl hidden><label for=f>");
    html_text(r, "ui.filter", out);
    buf_put_text(out,
                 "</label><br><input id=f type=search autocomplete=off> <span id=n role=status "
                 "data-t=\"");
    html_text(r, "ui.shown", out);
    buf_put_text(out, "\"></span></p>");
}

void html_drugs(const report *r, buf *out)
{
    AUTO(buf_release) buf groups;
    buf_init(&groups, PAGE_MAX);
    int level = ROWS_FULL;
    put_groups(r, ROWS_FULL, &groups);
    while (groups.n > DRUGS_BYTES && ++level < BREVITIES) {
        buf_reset(&groups);
        put_groups(r, (brevity)level, &groups);
    }
    if (groups.failed != OK) out->failed = groups.failed;
    if (groups.n == 0) return;
    buf_put_text(out, "<h2>");
    html_text(r, r->chart_alone ? "ui.own_drugs" : "ui.all_drugs", out);
    buf_put_text(out, "</h2>");
    if (r->words.patient) {
        buf_put_text(out, "<p>");
        html_text(r, "ui.clinician_has_more", out);
        buf_put_text(out, "</p>");
    }
    if (level > ROWS_FULL) {
        buf_put_text(out, "<p>");
        html_text(r, "ui.brief", out);
        buf_put_text(out, "</p>");
    }
    html_open_more(r, out);
    if (!r->chart_alone) put_filter(r, out);
    buf_put_text(out, "<div id=all>");
    buf_put_str(out, buf_str(&groups));
    buf_put_text(out, "</div>");
    html_close_more(r, out);
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
    AUTO(buf_release) buf list;
    buf_init(&list, PIECE_MAX);
    const char *mark = "PMID ";
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (!is_shown(r, d)) continue;
        for (size_t j = 0; j < d->row_count; j++) {
            if (d->rows[j].pmid.n == 0 || cited_before(r, i, j)) continue;
            buf_printf(&list, "%s%.*s", mark, STR_ARG(d->rows[j].pmid));
            mark = ", ";
        }
    }
    if (list.n == 0) return;
    buf_put_text(out, "<h2>");
    html_text(r, "ui.citations", out);
    buf_put_text(out, "</h2><p class=q>");
    html_take(&list, out);
    buf_put_text(out, "</p>");
}
