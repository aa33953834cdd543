/*
 * The page: one file without any outside reference. The answer first, then genes, all drugs,
 * methods and limits, versions, citations, wallet card. Works without the script.
 */
#include "report/report_html.h"

#include "report/report_answer.h"
#include "report/report_escape.h"
#include "report/report_html_style.h"
#include "report/report_person.h"
#include "report/report_svg.h"

enum { PIECE_MAX = 1 << 20, DIPLOTYPES_SHOWN = 3, TESTS_SHOWN = 2 };

void html_take(buf *plain, buf *out)
{
    report_put_html(out, buf_str(plain));
    buf_reset(plain);
}

void html_text(const report *r, const char *key, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put(&r->words, &text, str_of(key), NULL, 0);
    html_take(&text, out);
}

void html_light(const report *r, advice_light light, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_printf(out, "<b class=\"l %s\">", advice_light_name(light));
    catalogue_put_code(&r->words, &text, "light", str_of(advice_light_name(light)));
    html_take(&text, out);
    buf_put_text(out, "</b>");
}

void html_open_more(const report *r, buf *out)
{
    if (!r->words.patient) return;
    buf_put_text(out, "<details><summary>");
    html_text(r, "ui.show", out);
    buf_put_text(out, "</summary>");
}

void html_close_more(const report *r, buf *out)
{
    if (r->words.patient) buf_put_text(out, "</details>");
}

static void put_tagged(const report *r, const char *tag, const char *key, buf *out)
{
    buf_printf(out, "<%s>", tag);
    html_text(r, key, out);
    buf_printf(out, "</%.*s>", (int)str_find(str_of(tag), ' '), tag);
}

/* A string of CSS: what could end it is written as a code. */
static void put_css_string(str text, buf *out)
{
    buf_put_c(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        unsigned char byte = (unsigned char)c;
        bool plain = char_is_letter(c) || char_is_digit(c) || c == ' ' || c == '-' || c == '.' ||
                     c == ',' || byte >= 0x80;
        if (plain)
            buf_put_c(out, c);
        else
            buf_printf(out, "\\%X ", byte);
    }
    buf_put_c(out, '"');
}

/* Printed pages get lost from each other: each carries whose it is, the day and its number. */
static void put_page_foot(const report *r, buf *out)
{
    AUTO(buf_release) buf who, harmless;
    buf_init(&who, PIECE_MAX);
    buf_init(&harmless, PIECE_MAX);
    person_put_identity(r, &who);
    if (r->has_chart && !r->chart_alone) {
        buf_printf(&who, ", %.*s", STR_ARG(r->findings->sample));
    }
    buf_printf(&who, ", %.10s", r->date);
    report_put_plain(&harmless, buf_str(&who));
    buf_put_text(out, "<style>@page{@bottom-left{content:");
    put_css_string(buf_str(&harmless), out);
    buf_put_text(out, "}}</style>");
}

static const char *title_of(const report *r)
{
    return r->chart_alone ? "ui.title_chart" : "ui.title";
}

static void put_head(const report *r, buf *out)
{
    AUTO(buf_release) buf who;
    buf_init(&who, PIECE_MAX);
    buf_printf(out,
               "<!doctype html><html lang=%s><head><meta charset=utf-8><meta name=viewport "
               "content=\"width=device-width,initial-scale=1\"><meta "
               "http-equiv=Content-Security-Policy content=\"default-src 'none';style-src "
               "'unsafe-inline';script-src 'unsafe-inline'\"><meta name=robots "
               "content=noindex><title>",
               kb_language_name(r->words.language));
    html_text(r, title_of(r), out);
    buf_put_text(out, ": ");
    person_put_identity(r, &who);
    html_take(&who, out);
    buf_printf(out, "</title><style>%s</style>", report_html_style);
    put_page_foot(r, out);
    buf_put_text(out, "</head><body><a class=skip href=#answer>");
    html_text(r, "ui.skip", out);
    buf_put_text(out, "</a>");
    report_svg_symbols(out);
}

/* The days for which the page holds, and of what it was made. */
static void put_days(const report *r, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (r->has_chart && !r->chart_alone) {
        buf_put_text(out, " · ");
        html_text(r, "ui.sample", out);
        buf_put_text(out, ": ");
        report_put_html(out, r->findings->sample);
    }
    buf_put_text(out, " · ");
    html_text(r, "ui.date", out);
    buf_printf(out, ": %.10s", r->date);
    if (r->has_chart && r->who != NULL) {
        char day[DATE_TEXT_MAX];
        str as_of = str_of(date_text(r->who->as_of, day));
        catalogue_put_slot(&r->words, &text, "ui.chart_day", "object", as_of);
        buf_put_text(out, " · ");
        html_take(&text, out);
    }
}

/* The words as a paragraph of their own, empties them; nothing where there are none. */
static void take_paragraph(const char *class, buf *text, buf *out)
{
    if (text->n == 0) return;
    buf_printf(out, "<p class=%s>", class);
    html_take(text, out);
    buf_put_text(out, "</p>");
}

static void put_header(const report *r, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    buf_put_text(out, "<header><h1>");
    html_text(r, title_of(r), out);
    buf_put_text(out, "</h1><p>");
    html_text(r, r->has_chart ? "ui.person" : "ui.sample", out);
    buf_put_text(out, ": <b>");
    person_put_identity(r, &text);
    html_take(&text, out);
    buf_put_text(out, "</b><small>");
    put_days(r, out);
    buf_put_text(out, "</small></p>");
    person_put_same(r, &text);
    take_paragraph("q", &text, out);
    person_put_clash(r, &text);
    take_paragraph("warn", &text, out);
    buf_put_text(out, "<p class=warn>");
    html_text(r, "ui.warning", out);
    buf_put_text(out, "</p>");
    if (r->chart_alone) put_tagged(r, "p", "ui.no_genome", out);
    buf_put_text(out, "</header><main>");
}

/* ---- genes ---- */

static void put_diplotypes(const finding *f, buf *out)
{
    size_t most = f->candidate_count < DIPLOTYPES_SHOWN ? f->candidate_count : DIPLOTYPES_SHOWN;
    for (size_t i = 0; i < most; i++) {
        if (i > 0) buf_put_text(out, " | ");
        report_put_html(out, f->candidates[i].diplotype);
    }
    if (f->candidate_count > most) buf_printf(out, " … (%zu)", f->candidate_count);
    for (size_t i = 0; i < f->variant_count && f->candidate_count == 0; i++) {
        if (i > 0) buf_put_text(out, " + ");
        report_put_html(out, f->variants[i]);
    }
}

static void put_phenotypes(const report *r, const finding *f, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; i < f->phenotype_count; i++) {
        if (i > 0) buf_put_text(&text, " / ");
        catalogue_put_phenotype(&r->words, &text, f->phenotypes[i]);
    }
    for (size_t i = 0; i < f->activity_score_count && !r->words.patient; i++) {
        buf_printf(&text, "%s%.*s", i > 0 ? " / " : " · ", STR_ARG(f->activity_scores[i]));
    }
    html_take(&text, out);
}

/* The phenotypes, or that the gene was not tested. */
static void put_result(const report *r, const finding *f, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (f->status != FINDING_NOT_TESTED) {
        put_phenotypes(r, f, out);
        return;
    }
    catalogue_put_code(&r->words, &text, "status", str_of(finding_status_name(f->status)));
    html_take(&text, out);
}

static void put_warnings(const report *r, const finding *f, buf *out)
{
    AUTO(buf_release) buf text, key;
    buf_init(&text, PIECE_MAX);
    buf_init(&key, PIECE_MAX);
    for (size_t i = 0; i < f->warning_count && !r->words.patient; i++) {
        const finding_warning *w = &f->warnings[i];
        buf_reset(&key);
        buf_printf(&key, "warning.%.*s", STR_ARG(w->code));
        if (catalogue_text(&r->words, buf_str(&key)).n > 0) {
            catalogue_put(&r->words, &text, buf_str(&key), NULL, 0);
        } else {
            catalogue_put_slot(&r->words, &text, "warning.", "object", w->code);
        }
        if (w->detail.n > 0) buf_printf(&text, " (%.*s)", STR_ARG(w->detail));
        buf_put_text(out, "<small>");
        html_take(&text, out);
        buf_put_text(out, "</small>");
    }
}

static void put_tests(const report *r, const finding *f, buf *out)
{
    if (f->test_count == 0 || r->words.patient) return;
    AUTO(buf_release) buf names, text;
    buf_init(&names, PIECE_MAX);
    buf_init(&text, PIECE_MAX);
    for (size_t i = 0; i < f->test_count && i < TESTS_SHOWN; i++) {
        if (i > 0) buf_put_text(&names, ", ");
        buf_put_str(&names, f->tests[i].what);
    }
    catalogue_put_slot(&r->words, &text, "ui.test_next", "object", buf_str(&names));
    buf_put_text(out, "<small>");
    html_take(&text, out);
    buf_put_text(out, "</small>");
}

static void put_status(const report *r, const finding *f, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    if (f->status == FINDING_CALLED && !f->from_outside) return;
    buf_put_text(out, "<small>");
    if (f->status != FINDING_CALLED) {
        catalogue_put_code(&r->words, &text, "status", str_of(finding_status_name(f->status)));
        html_take(&text, out);
    }
    if (f->from_outside) {
        if (f->status != FINDING_CALLED) buf_put_text(out, "; ");
        html_text(r, "ui.outside", out);
    }
    buf_put_text(out, "</small>");
}

static void put_gene(const report *r, const finding *f, buf *out)
{
    buf_put_text(out, "<div class=g><h3>");
    report_put_html(out, f->gene);
    buf_put_text(out, "</h3><p>");
    if (!r->words.patient) {
        put_diplotypes(f, out);
        if (f->candidate_count + f->variant_count > 0) buf_put_text(out, "<br>");
    }
    buf_put_text(out, "<b>");
    put_phenotypes(r, f, out);
    buf_put_text(out, "</b></p>");
    put_status(r, f, out);
    report_svg_scale(&r->words, f, out);
    report_svg_coverage(&r->words, f, out);
    put_warnings(r, f, out);
    put_tests(r, f, out);
    buf_put_text(out, "</div>");
}

static void put_genes(const report *r, buf *out)
{
    bool missing = false;
    put_tagged(r, "h2 id=genes", "ui.genes", out);
    html_open_more(r, out);
    buf_put_text(out, "<div class=gs>");
    for (size_t i = 0; i < r->findings->count; i++) {
        const finding *f = &r->findings->items[i];
        if (f->status == FINDING_NOT_TESTED)
            missing = true;
        else
            put_gene(r, f, out);
    }
    buf_put_text(out, "</div>");
    html_close_more(r, out);
    if (!missing) return;
    buf_put_text(out, "<p>");
    html_text(r, "ui.untested", out);
    const char *mark = ": ";
    for (size_t i = 0; i < r->findings->count; i++) {
        if (r->findings->items[i].status != FINDING_NOT_TESTED) continue;
        buf_put_text(out, mark);
        report_put_html(out, r->findings->items[i].gene);
        mark = ", ";
    }
    buf_put_text(out, "</p>");
}

/* Medicines that change an enzyme: genetic and functional phenotype side by side. */
static void put_conversions(const report *r, buf *out)
{
    AUTO(buf_release) buf text, effect;
    buf_init(&text, PIECE_MAX);
    buf_init(&effect, PIECE_MAX);
    if (r->advice->conversion_count == 0 || r->words.patient) return;
    put_tagged(r, "h3", "ui.medicines", out);
    buf_put_text(out, "<ul>");
    for (size_t i = 0; i < r->advice->conversion_count; i++) {
        const advice_conversion *v = &r->advice->conversions[i];
        buf_reset(&effect);
        answer_put_effect(r, &effect, v);
        const catalogue_slot slots[] = {
            {"drug", v->drug}, {"gene", v->gene}, {"object", buf_str(&effect)}};
        catalogue_put(&r->words, &text, STR("ui.conversion"), slots, 3);
        buf_put_text(out, "<li>");
        html_take(&text, out);
        if (v->functional != NULL && v->genetic != NULL) {
            buf_put_text(out, "; ");
            html_text(r, "ui.genetic", out);
            buf_put_text(out, ": ");
            put_result(r, v->genetic, out);
            buf_put_text(out, "; ");
            html_text(r, "ui.functional", out);
            buf_put_text(out, ": ");
            put_result(r, v->functional, out);
        }
        buf_put_text(out, "</li>");
    }
    buf_put_text(out, "</ul>");
}

/* ---- the end of the page ---- */

static void put_limits(const report *r, buf *out)
{
    static const char *const limits[] = {"ui.limit_untested", "ui.limit_rare", "ui.limit_other",
                                         "ui.limit_device", "ui.method_rules"};
    put_tagged(r, "h2", "ui.methods", out);
    buf_put_text(out, "<ul>");
    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
        put_tagged(r, "li", limits[i], out);
    }
    if (!r->advice->medicines_known) put_tagged(r, "li", "ui.limit_medicines", out);
    buf_put_text(out, "</ul>");
    if (r->note_count == 0 || r->words.patient) return;
    put_tagged(r, "h3", "ui.notes", out);
    buf_put_text(out, "<ul>");
    for (size_t i = 0; i < r->note_count; i++) {
        buf_put_text(out, "<li>");
        report_put_html(out, r->notes[i]);
        buf_put_text(out, "</li>");
    }
    buf_put_text(out, "</ul>");
}

static void put_versions(const report *r, buf *out)
{
    put_tagged(r, "h2", "ui.versions", out);
    buf_put_text(out, "<p>precis ");
    report_put_html(out, str_of(r->version));
    buf_put_text(out, " · ");
    html_text(r, "ui.knowledge", out);
    buf_put_c(out, ' ');
    report_put_html(out, r->knowledge);
    buf_printf(out, " (%08x)", r->checksum);
    if (r->build != NULL) {
        buf_put_text(out, " · ");
        html_text(r, "ui.build", out);
        buf_put_c(out, ' ');
        report_put_html(out, str_of(r->build));
    }
    buf_put_text(out, "</p>");
}

void report_html(const report *r, buf *out)
{
    put_head(r, out);
    put_header(r, out);
    html_answer(r, out);
    put_conversions(r, out);
    html_questions(r, out);
    html_scores(r, out);
    html_tests(r, out);
    html_person(r, out);
    if (!r->chart_alone) put_genes(r, out);
    html_drugs(r, out);
    put_limits(r, out);
    put_versions(r, out);
    html_citations(r, out);
    if (!r->chart_alone) {
        put_tagged(r, "h2", "ui.card", out);
        report_svg_card(r, out);
    }
    buf_printf(out, "</main><script>%s</script></body></html>\n", report_html_script);
}
