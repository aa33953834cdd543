/*
 * Draws a concentration curve with numbers only; all texts come from the catalogue and are escaped.
 * Knows scales, marks and words; computes nothing about drugs.
 */
#include "report/pk_svg.h"

#include <math.h>

#include "report/report_escape.h"

enum { WIDTH = 680, HEIGHT = 340, LEFT = 52, RIGHT = 664, TOP = 30, BOTTOM = 270 };
enum { PIECE_MAX = 1 << 14, TICKS = 6 };

/* Where values lie on the page. */
typedef struct scale {
    double first_h, last_h, top_mg_per_l, step_h, step_mg_per_l;
} scale;

static double x_of(const scale *s, double hours)
{
    return LEFT + (RIGHT - LEFT) * (hours - s->first_h) / (s->last_h - s->first_h);
}

static double y_of(const scale *s, double mg_per_l)
{
    return BOTTOM - (BOTTOM - TOP) * fmin(mg_per_l / s->top_mg_per_l, 1);
}

/* 1, 2 or 5 times a power of ten, so that about TICKS of them fill the span. */
static double nice_step(double span)
{
    double rough = span / TICKS, power = pow(10, floor(log10(rough))), part = rough / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

/* Hours are counted in halves and whole days. */
static double hour_step(double span)
{
    static const double steps[] = {1, 2, 4, 6, 12, 24, 48, 96, 168};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (span / steps[i] <= 12) return steps[i];
    }
    return 24 * nice_step(span / 24);
}

/* The concentrations between which the target lies; an exposure is drawn as the mean it demands. */
static void target_of(const pk_curve *c, double *low, double *high)
{
    double part = c->aim == PK_AUC24 ? 24 : 1;
    *low = c->target_low / part;
    *high = c->target_high / part;
}

static scale scale_of(const pk_curve *c)
{
    double low, top = 1;
    target_of(c, &low, &top);
    if (isnan(top)) top = 1;
    for (size_t i = 0; i < c->count; i++) top = fmax(top, c->high[i]);
    for (size_t i = 0; i < c->level_count; i++) top = fmax(top, c->levels[i].mg_per_l);
    scale s = {c->hours[0], c->hours[c->count - 1], top, 0, nice_step(top)};
    s.step_h = hour_step(s.last_h - s.first_h);
    s.top_mg_per_l = s.step_mg_per_l * ceil(top / s.step_mg_per_l);
    return s;
}

/* ---- words ---- */

static void word(const catalogue *c, const char *key, buf *out)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    catalogue_put(c, &text, str_of(key), NULL, 0);
    report_put_html(out, buf_str(&text));
}

static void number(buf *out, double value)
{
    buf_printf(out, "%.4g", value);
}

/* "vancomycin: 2 levels, highest expected 31.4 mg/L, …" for those who hear the page. */
static void describe(const catalogue *c, const pk_curve *curve, buf *out)
{
    AUTO(buf_release) buf levels, doses, peak, last, text;
    buf_init(&levels, 32);
    buf_init(&doses, 32);
    buf_init(&peak, 32);
    buf_init(&last, 32);
    buf_init(&text, PIECE_MAX);
    double top = 0;
    for (size_t i = 0; i < curve->count; i++) top = fmax(top, curve->mg_per_l[i]);
    buf_put_u64(&levels, curve->level_count);
    buf_put_u64(&doses, curve->given_count);
    number(&peak, top);
    number(&last, curve->mg_per_l[curve->count - 1]);
    const catalogue_slot slots[] = {{"doses", buf_str(&doses)},
                                    {"levels", buf_str(&levels)},
                                    {"highest", buf_str(&peak)},
                                    {"last", buf_str(&last)}};
    catalogue_put(c, &text, STR("pk.svg_description"), slots, 4);
    report_put_html(out, buf_str(&text));
}

static void head(const catalogue *c, const pk_curve *curve, buf *out)
{
    AUTO(buf_release) buf title;
    buf_init(&title, PIECE_MAX);
    catalogue_put_slot(c, &title, "pk.svg_title", "drug", curve->drug);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-labelledby=\"pk-title pk-description\" font-family=\"sans-serif\" "
               "font-size=\"12\"><title id=\"pk-title\">",
               WIDTH, HEIGHT);
    report_put_html(out, buf_str(&title));
    buf_put_text(out, "</title><desc id=\"pk-description\">");
    describe(c, curve, out);
    buf_printf(out, "</desc><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, HEIGHT);
    buf_printf(out, "<text x=\"%d\" y=\"18\" font-weight=\"bold\">", LEFT);
    report_put_html(out, buf_str(&title));
    buf_put_text(out, "</text>");
}

/* ---- parts ---- */

static void axes(const catalogue *c, const scale *s, buf *out)
{
    for (double v = 0; v <= s->top_mg_per_l * (1 + 1e-9); v += s->step_mg_per_l) {
        buf_printf(out,
                   "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" "
                   "text-anchor=\"end\" fill=\"#444\">%.4g</text>",
                   LEFT, y_of(s, v), RIGHT, LEFT - 6, y_of(s, v) + 4, v);
    }
    for (double h = s->step_h * ceil(s->first_h / s->step_h); h <= s->last_h + 1e-9;
         h += s->step_h) {
        buf_printf(out,
                   "<path d=\"M%.1f %dv5\" stroke=\"#444\"/><text x=\"%.1f\" y=\"%d\" "
                   "text-anchor=\"middle\" fill=\"#444\">%.4g</text>",
                   x_of(s, h), BOTTOM, x_of(s, h), BOTTOM + 22, h);
    }
    buf_printf(out, "<path d=\"M%d %dH%d\" stroke=\"#444\"/>", LEFT, BOTTOM, RIGHT);
    buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#444\">", RIGHT,
               BOTTOM + 38);
    word(c, "pk.svg_hours", out);
    buf_printf(out, "</text><text x=\"%d\" y=\"18\" text-anchor=\"end\" fill=\"#444\">mg/L</text>",
               LEFT - 6);
}

static void target(const scale *s, const pk_curve *c, buf *out)
{
    double low, high;
    target_of(c, &low, &high);
    if (isnan(low)) return;
    if (isnan(high)) high = s->top_mg_per_l;
    double top = y_of(s, high), height = fmax(y_of(s, low) - top, 2);
    buf_printf(out,
               "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"#f2c14e\" "
               "fill-opacity=\"0.35\"/>",
               LEFT, top, RIGHT - LEFT, height);
}

static void curve_line(const scale *s, const pk_curve *c, buf *out)
{
    buf_put_text(out, "<path fill=\"#2b6cb0\" fill-opacity=\"0.18\" d=\"");
    for (size_t i = 0; i < c->count; i++) {
        buf_printf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', x_of(s, c->hours[i]),
                   y_of(s, c->high[i]));
    }
    for (size_t i = c->count; i-- > 0;) {
        buf_printf(out, "L%.1f %.1f", x_of(s, c->hours[i]), y_of(s, c->low[i]));
    }
    buf_put_text(out, "Z\"/><path fill=\"none\" stroke=\"#1a4e8a\" stroke-width=\"2\" d=\"");
    for (size_t i = 0; i < c->count; i++) {
        buf_printf(out, "%c%.1f %.1f", i == 0 ? 'M' : 'L', x_of(s, c->hours[i]),
                   y_of(s, c->mg_per_l[i]));
    }
    buf_put_text(out, "\"/>");
}

static void marks(const scale *s, const pk_curve *c, buf *out)
{
    for (size_t i = 0; i < c->dose_count; i++) {
        const pk_dose *d = &c->doses[i];
        buf_printf(out,
                   "<path d=\"M%.1f %dl5 9h-10z\" fill=\"%s\" stroke=\"#1a4e8a\"><title>%.6g mg, "
                   "%.4g h</title></path>",
                   x_of(s, d->at_h), BOTTOM + 1, i < c->given_count ? "#1a4e8a" : "#fff",
                   d->amount_mg, d->at_h);
    }
    for (size_t i = 0; i < c->level_count; i++) {
        const pk_level *l = &c->levels[i];
        buf_printf(out,
                   "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#c05621\" stroke=\"#fff\">"
                   "<title>%.6g mg/L, %.4g h</title></circle>",
                   x_of(s, l->at_h), y_of(s, l->mg_per_l), l->mg_per_l, l->at_h);
    }
}

static void legend_text(const catalogue *c, int x, const char *key, buf *out)
{
    buf_printf(out, "<text x=\"%d\" y=\"325\" fill=\"#222\">", x + 12);
    word(c, key, out);
    buf_put_text(out, "</text>");
}

/* What the marks mean, in one line below. */
static void legend(const catalogue *c, const pk_curve *curve, buf *out)
{
    int x = LEFT + 8, step = 160;
    buf_printf(out, "<path d=\"M%d 316l5 9h-10z\" fill=\"#1a4e8a\"/>", x);
    legend_text(c, x, "pk.svg_given", out);
    x += step;
    buf_printf(out, "<circle cx=\"%d\" cy=\"321\" r=\"5\" fill=\"#c05621\"/>", x);
    legend_text(c, x, "pk.svg_measured", out);
    x += step;
    buf_printf(out, "<path d=\"M%d 321h14\" stroke=\"#1a4e8a\" stroke-width=\"2\"/>", x - 7);
    legend_text(c, x, "pk.svg_fitted", out);
    x += step;
    buf_printf(out, "<path d=\"M%d 321h14\" stroke=\"#f2c14e\" stroke-width=\"10\"/>", x - 7);
    legend_text(c, x, curve->aim == PK_AUC24 ? "pk.svg_target_mean" : "pk.svg_target", out);
}

void pk_svg(const catalogue *c, const pk_curve *curve, buf *out)
{
    if (curve->count < 2) return;
    scale s = scale_of(curve);
    head(c, curve, out);
    target(&s, curve, out);
    axes(c, &s, out);
    curve_line(&s, curve, out);
    marks(&s, curve, out);
    legend(c, curve, out);
    buf_put_text(out, "</svg>\n");
}
