/*
 * Draws with numbers only; all texts are escaped. The order of the scale is a row of the catalogue.
 */
#include "report/report_svg.h"

#include "report/report_escape.h"

enum { STEPS = 5, STEP = 36, PIECE_MAX = 1 << 20, CARD_LINES = 8, CARD_COLUMNS = 36 };

void report_svg_symbols(buf *out)
{
    buf_put_text(out, "<svg class=sr aria-hidden=true><symbol id=s viewBox=\"0 0 180 20\">");
    for (int i = 0; i < STEPS; i++) {
        buf_printf(out, "<rect class=k%d x=%d y=8 width=34 height=6 rx=2 />", i, i * STEP + 1);
    }
    buf_put_text(out, "</symbol></svg>");
}

/* 0 to 4, or -1 for a phenotype without a place. */
static int step_of(const catalogue *c, str phenotype)
{
    AUTO(buf_release) buf key;
    buf_init(&key, PIECE_MAX);
    buf_put_text(&key, "scale.");
    buf_put_str(&key, phenotype);
    str text = kb_wording_get(c->words, KB_ENGLISH, buf_str(&key));
    return text.n == 1 && text.p[0] >= '0' && text.p[0] < '0' + STEPS ? text.p[0] - '0' : -1;
}

static void put_label(const catalogue *c, const finding *f, buf *out)
{
    AUTO(buf_release) buf names;
    buf_init(&names, PIECE_MAX);
    for (size_t i = 0; i < f->phenotype_count; i++) {
        if (i > 0) buf_put_text(&names, " / ");
        catalogue_put_phenotype(c, &names, f->phenotypes[i]);
    }
    AUTO(buf_release) buf label;
    buf_init(&label, PIECE_MAX);
    catalogue_put_slot(c, &label, "ui.scale", "object", buf_str(&names));
    report_put_html(out, buf_str(&label));
}

void report_svg_scale(const catalogue *c, const finding *f, buf *out)
{
    unsigned steps = 0;
    for (size_t i = 0; i < f->phenotype_count; i++) {
        int step = step_of(c, f->phenotypes[i]);
        if (step >= 0) steps |= 1u << step;
    }
    if (steps == 0) return;
    buf_put_text(out, "<svg class=m viewBox=\"0 0 180 20\" role=img aria-label=\"");
    put_label(c, f, out);
    buf_put_text(out, "\"><use href=#s />");
    for (int i = 0; i < STEPS; i++) {
        if ((steps >> i & 1) == 0) continue;
        buf_printf(out, "<circle cx=%d cy=11 r=7 />", i * STEP + STEP / 2);
    }
    buf_put_text(out, "</svg>");
}

void report_svg_coverage(const catalogue *c, const finding *f, buf *out)
{
    if (f->positions_all == 0) return;
    AUTO(buf_release) buf tested, all, label;
    buf_init(&tested, 32);
    buf_init(&all, 32);
    buf_init(&label, PIECE_MAX);
    size_t seen = f->positions_all - f->positions_untested;
    buf_put_u64(&tested, seen);
    buf_put_u64(&all, f->positions_all);
    const catalogue_slot slots[] = {{"count", buf_str(&tested)}, {"total", buf_str(&all)}};
    catalogue_put(c, &label, STR("ui.tested_of"), slots, 2);
    buf_put_text(out, "<svg class=c viewBox=\"0 0 180 6\" aria-hidden=true>"
                      "<rect width=180 height=6 rx=3 />");
    buf_printf(out, "<rect class=f width=%.1f height=6 rx=3 /></svg><small>",
               180.0 * (double)seen / (double)f->positions_all);
    report_put_html(out, buf_str(&label));
    buf_put_text(out, "</small>");
}

/* ---- wallet card ---- */

static void card_line(buf *out, size_t line, const char *class, str text)
{
    buf_printf(out, "<text class=%s x=14 y=%zu>", class, 52 + line * 21);
    report_put_html(out, text);
    buf_put_text(out, "</text>");
}

/* Names of drugs with this light, cut at the card's width. Gives false when there are none. */
static bool card_drugs(const report *r, advice_light light, buf *text)
{
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (d->light != light) continue;
        if (report_columns(buf_str(text)) + d->name.n > CARD_COLUMNS || left > 0) {
            left++;
            continue;
        }
        if (shown++ > 0) buf_put_text(text, ", ");
        buf_put_str(text, d->name);
    }
    if (left > 0) {
        AUTO(buf_release) buf count;
        buf_init(&count, 32);
        buf_put_u64(&count, left);
        buf_put_c(text, ' ');
        catalogue_put_slot(&r->words, text, "ui.more", "count", buf_str(&count));
    }
    return shown > 0;
}

static size_t card_drug_lines(const report *r, buf *out, size_t line)
{
    bool any = false;
    for (int light = ADVICE_STOP; light >= (int)ADVICE_CHANGE; light--) {
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        catalogue_put_code(&r->words, &text, "light",
                           str_of(advice_light_name((advice_light)light)));
        buf_put_text(&text, ": ");
        if (!card_drugs(r, (advice_light)light, &text)) continue;
        card_line(out, line++, "t", buf_str(&text));
        any = true;
    }
    if (!any) {
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        catalogue_put(&r->words, &text, STR("ui.card_none"), NULL, 0);
        card_line(out, line++, "t", buf_str(&text));
    }
    return line;
}

/* Alleles that are there, of genes where that is the question ("*57:01 positive"). */
static bool card_presence(const finding *f, buf *text)
{
    const str mark = STR(" positive");
    for (size_t i = 0; i < f->phenotype_count; i++) {
        str p = f->phenotypes[i];
        if (p.n < mark.n || !str_eq((str){p.p + p.n - mark.n, mark.n}, mark)) continue;
        buf_put_str(text, text->n > 0 ? STR(",") : f->gene);
        buf_put_c(text, ' ');
        buf_put_str(text, p);
    }
    return text->n > 0;
}

/* A gene belongs on the card when it may differ from the middle of the scale. */
static bool card_gene(const report *r, const finding *f, buf *text)
{
    bool differs = false;
    for (size_t i = 0; i < f->phenotype_count; i++) {
        int step = step_of(&r->words, f->phenotypes[i]);
        differs = differs || (step >= 0 && step != STEPS / 2);
    }
    if (!differs || f->phenotype_count != 1) return false;
    if (text->n > 0) buf_put_text(text, "; ");
    buf_printf(text, "%.*s ", STR_ARG(f->gene));
    catalogue_put_phenotype(&r->words, text, f->phenotypes[0]);
    return true;
}

/* The gene's line, or false when it does not belong on the card. */
static bool card_told(const report *r, const finding *f, bool presence, buf *text)
{
    return presence ? card_presence(f, text) : card_gene(r, f, text);
}

/* Carried alleles first; what does not fit is counted, never left out in silence. */
static void card_genes(const report *r, buf *out, size_t line)
{
    size_t count = 2 * r->findings->count, left = 0;
    for (size_t i = 0; i < count; i++) {
        bool presence = i < r->findings->count;
        const finding *f = &r->findings->items[i % r->findings->count];
        AUTO(buf_release) buf text;
        buf_init(&text, PIECE_MAX);
        if (!card_told(r, f, presence, &text)) continue;
        if (line < CARD_LINES)
            card_line(out, line++, "g", buf_str(&text));
        else
            left++;
    }
    if (left == 0) return;
    AUTO(buf_release) buf number, text;
    buf_init(&number, PIECE_MAX);
    buf_init(&text, PIECE_MAX);
    buf_put_u64(&number, left);
    catalogue_put_slot(&r->words, &text, "ui.more", "count", buf_str(&number));
    card_line(out, line, "g", buf_str(&text));
}

void report_svg_card(const report *r, buf *out)
{
    AUTO(buf_release) buf title, note;
    buf_init(&title, PIECE_MAX);
    buf_init(&note, PIECE_MAX);
    catalogue_put(&r->words, &title, STR("ui.card"), NULL, 0);
    catalogue_put(&r->words, &note, STR("ui.card_note"), NULL, 0);
    buf_put_text(out, "<svg class=w viewBox=\"0 0 428 270\" role=img aria-label=\"");
    report_put_html(out, buf_str(&title));
    buf_put_text(out, "\"><rect x=1 y=1 width=426 height=268 rx=14 /><text class=h x=14 y=28>");
    report_put_html(out, r->findings->sample);
    buf_put_text(out, "</text>");
    size_t line = card_drug_lines(r, out, 0);
    card_genes(r, out, line);
    buf_printf(out, "<text class=n x=14 y=236>");
    report_put_html(out, buf_str(&note));
    buf_printf(out, "</text><text class=n x=14 y=256>precis %s, %.10s</text></svg>", r->version,
               r->date);
}
