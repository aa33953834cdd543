/*
 * Lines about the person.
 */
#include "report/report_person.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/caution_words.h"

enum {
    PIECE_MAX = 1 << 20,
    UNKNOWN_SHOWN = 4,
    GENETIC_SHOWN = 8,
    DOUBTS_SHOWN = 5,
    WRITTEN_MAX = 16,
    PERCENT = 100
};

typedef struct lines {
    const report *r;
    person_line_fn *put;
    void *context;
    bool brief;
    buf label, text, note;
} lines;

static void end_line(lines *l)
{
    if (l->text.n > 0) {
        l->put(l->context, buf_str(&l->label), buf_str(&l->text), buf_str(&l->note));
    }
    buf_reset(&l->label);
    buf_reset(&l->text);
    buf_reset(&l->note);
}

static void words(lines *l, buf *out, const char *key)
{
    catalogue_put(&l->r->words, out, str_of(key), NULL, 0);
}

/* Starts the next item of a list. */
static void comma(buf *out)
{
    if (out->n > 0) buf_put_text(out, ", ");
}

static const person_fact *fact_of(const person *p, const char *name)
{
    for (size_t i = 0; i < p->fact_count; i++) {
        if (str_eq(p->facts[i].name, str_of(name)) && p->facts[i].drug.n == 0) return &p->facts[i];
    }
    return NULL;
}

static bool fact_is(const person *p, const char *name, const char *value)
{
    const person_fact *f = fact_of(p, name);
    return f != NULL && str_eq(f->text, str_of(value));
}

/* ---- who ---- */

void person_put_same(const report *r, buf *out)
{
    if (!r->has_chart || r->who == NULL || r->chart_alone) return;
    AUTO(buf_release) buf id;
    buf_init(&id, PIECE_MAX);
    buf_put_str(&id, r->who->id);
    if (id.n == 0) catalogue_put(&r->words, &id, STR("chart.no_id"), NULL, 0);
    const catalogue_slot slots[] = {{"object", buf_str(&id)}, {"name", r->findings->sample}};
    catalogue_put(&r->words, out, STR("ui.same_person_text"), slots, 2);
}

void person_put_clash(const report *r, buf *out)
{
    if (r->advice->sex_clash.n == 0) return;
    catalogue_put_slot(&r->words, out, "ui.sex_clash", "gene", r->advice->sex_clash);
}

static void put_age(const report *r, buf *out)
{
    const person_fact *age = fact_of(r->who, "age_years");
    int32_t least, most = 0;
    AUTO(buf_release) buf count, other;
    buf_init(&count, PIECE_MAX);
    buf_init(&other, PIECE_MAX);
    if (age == NULL || !age->is_number) {
        catalogue_put(&r->words, out, STR("ui.age_unknown"), NULL, 0);
        return;
    }
    buf_printf(&count, "%.0f", floor(age->number));
    bool about = date_years(r->who->birth, r->who->as_of, &least, &most) && least != most;
    buf_printf(&other, "%" PRId32, most);
    const catalogue_slot slots[] = {{"count", buf_str(&count)}, {"object", buf_str(&other)}};
    const char *key = about ? "chart.age_about" : "ui.years";
    catalogue_put(&r->words, out, str_of(key), slots, about ? 2 : 1);
}

void person_put_identity(const report *r, buf *out)
{
    const person *p = r->who;
    if (!r->has_chart || p == NULL) {
        buf_put_str(out, r->findings->sample);
        return;
    }
    const char *sex = fact_is(p, "sex", "male")     ? "ui.sex_male"
                      : fact_is(p, "sex", "female") ? "ui.sex_female"
                                                    : "ui.sex_unknown";
    buf_put_str(out, p->id);
    if (p->id.n == 0) catalogue_put(&r->words, out, STR("chart.no_id"), NULL, 0);
    buf_put_text(out, ", ");
    put_age(r, out);
    buf_put_text(out, ", ");
    catalogue_put(&r->words, out, str_of(sex), NULL, 0);
    if (!fact_is(p, "deceased", "true")) return;
    buf_put_text(out, ", ");
    catalogue_put(&r->words, out, STR("ui.deceased"), NULL, 0);
}

static const char *const listed[] = {"indication", "procedure", "condition", "transplant",
                                     "risk_factor"};
enum { LISTED = sizeof listed / sizeof listed[0] };

/* One disease may be an indication and a condition: it is said once. */
static bool said_before(const person *p, size_t kind, str text)
{
    for (size_t k = 0; k < kind; k++) {
        for (size_t i = 0; i < p->fact_count; i++) {
            const person_fact *f = &p->facts[i];
            bool same = str_eq(f->name, str_of(listed[k])) && str_eq(f->text, text);
            if (same && f->drug.n == 0) return true;
        }
    }
    return false;
}

static void listed_facts(lines *l)
{
    const person *p = l->r->who;
    for (size_t k = 0; k < LISTED; k++) {
        for (size_t i = 0; i < p->fact_count; i++) {
            const person_fact *f = &p->facts[i];
            if (!str_eq(f->name, str_of(listed[k])) || f->is_number || f->drug.n > 0) continue;
            if (said_before(p, k, f->text)) continue;
            comma(&l->text);
            catalogue_put_fact(&l->r->words, &l->text, f->name, f->text);
        }
    }
    if (l->text.n > 0) words(l, &l->label, "ui.conditions");
    end_line(l);
}

static void further_facts(lines *l)
{
    static const struct {
        const char *name, *value, *key;
    } known[] = {{"smoking", "current", "ui.smoking_current"},
                 {"smoking", "former", "ui.smoking_former"},
                 {"smoking", "never", "ui.smoking_never"},
                 {"pregnant", "true", "ui.pregnant"},
                 {"breast_feeding", "true", "ui.breast_feeding"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!fact_is(l->r->who, known[i].name, known[i].value)) continue;
        comma(&l->text);
        words(l, &l->text, known[i].key);
    }
    if (l->text.n > 0) words(l, &l->label, "ui.habits");
    end_line(l);
}

static void allergies(lines *l)
{
    const person *p = l->r->who;
    words(l, &l->label, "ui.allergies");
    for (size_t i = 0; i < p->allergy_count; i++) {
        const person_medicine *x = &p->allergies[i];
        comma(&l->text);
        buf_put_str(&l->text, x->drug.n > 0 ? x->drug : x->name);
    }
    if (p->allergy_count == 0) {
        words(l, &l->text, p->allergies_known ? "ui.allergies_none" : "ui.allergies_unknown");
    }
    end_line(l);
}

/* ---- organ function, disease activity ---- */

static bool is_answer(const score *s)
{
    if (str_eq(s->kind, STR("response"))) return s->drug.n > 0; /* evidence about a drug */
    return !str_eq(s->kind, STR("organ")) && !str_eq(s->kind, STR("activity"));
}

static bool is_dose(const score *s)
{
    return str_eq(s->kind, STR("dose"));
}

typedef void score_words(const catalogue *c, buf *out, const score *s);

/* True when `put` writes the same of both, in the reader's words. */
static bool is_same(const report *r, score_words *put, const score *a, const score *b)
{
    AUTO(buf_release) buf one, other;
    buf_init(&one, PIECE_MAX);
    buf_init(&other, PIECE_MAX);
    put(&r->words, &one, a);
    put(&r->words, &other, b);
    return str_eq(buf_str(&one), buf_str(&other));
}

/* For the patient, who reads categories: an earlier formula for the same thing said the same. */
static bool is_said_already(const report *r, size_t at)
{
    const score *all = r->scores->items;
    for (size_t i = 0; i < at && r->words.patient; i++) {
        if (!is_answer(&all[i]) || all[i].status == SCORE_MISSING || is_dose(&all[i])) continue;
        if (!is_same(r, score_put_name, &all[i], &all[at])) continue;
        if (is_same(r, score_put_answer, &all[i], &all[at])) return true;
    }
    return false;
}

enum { RANKS = 4 };

/* Doses before risks; what gave no answer after what did. */
static int rank_of(const score *s)
{
    return 2 * (s->status != SCORE_DONE) + !is_dose(s);
}

const score *person_next_answer(const report *r, const score *after)
{
    size_t count = r->scores == NULL ? 0 : r->scores->count;
    size_t i = after == NULL ? 0 : (size_t)(after - r->scores->items) + 1;
    for (int rank = after == NULL ? 0 : rank_of(after); rank < RANKS; rank++, i = 0) {
        for (; i < count; i++) {
            const score *s = &r->scores->items[i];
            bool shown = s->status != SCORE_MISSING && !(is_dose(s) && r->words.patient);
            if (!is_answer(s) || !shown || rank_of(s) != rank) continue;
            if (!is_said_already(r, i)) return s;
        }
    }
    return NULL;
}

/* The patient reads categories; a bare number says nothing. */
static void put_category(lines *l, const score *s)
{
    for (size_t i = 0; i < s->output_count && l->text.n == 0; i++) {
        if (s->outputs[i].band.n > 0) score_put_output(&l->r->words, &l->text, s, &s->outputs[i]);
    }
}

/* On a terminal the first result with its day; on the page all, with what they were made of. */
static void put_organ(lines *l, const score *s)
{
    const catalogue *c = &l->r->words;
    if (c->patient) {
        put_category(l, s);
    } else if (l->brief && str_eq(s->kind, STR("response"))) {
        score_put_answer(c, &l->text, s);
    } else if (l->brief) {
        if (s->output_count > 0) score_put_output(c, &l->text, s, &s->outputs[0]);
        score_put_day(&l->note, s);
    } else {
        score_put_answer(c, &l->text, s);
        score_put_inputs(c, &l->note, s);
    }
}

/* Two formulas for one thing have one name in plain words: what is the same is said once, what
 * differs is told apart. False when nothing is left to say. */
static bool tell_apart(lines *l, size_t at)
{
    const catalogue *c = &l->r->words;
    const score *all = l->r->scores->items;
    bool named = false;
    for (size_t i = 0; i < at && c->patient; i++) {
        if (is_answer(&all[i]) || all[i].status != SCORE_DONE || all[i].course != NULL) continue;
        if (!is_same(l->r, score_put_name, &all[i], &all[at])) continue;
        if (is_same(l->r, score_put_answer, &all[i], &all[at])) return false;
        named = true;
    }
    if (!named) return true;
    buf_put_text(&l->label, " (");
    words(l, &l->label, "ui.other_way");
    buf_put_c(&l->label, ')');
    return true;
}

/* ---- how the disease is, where no medicine asks for anything ---- */

static bool is_quiet(const report *r)
{
    for (size_t i = 0; i < r->advice->drug_count; i++) {
        const advice_drug *d = &r->advice->drugs[i];
        if (d->relevance != ADVICE_OTHER && d->light > ADVICE_USUAL) return false;
    }
    return r->has_chart;
}

static bool has_activity(const score *s)
{
    bool activity = str_eq(s->kind, STR("activity")) && s->status == SCORE_DONE;
    return activity && s->output_count > 0 && s->outputs[0].band.n > 0;
}

/* The first activity that has a category, and what a treatment did over visits. */
static bool is_state(const report *r, const score *s)
{
    if (!is_quiet(r)) return false;
    if (s->course != NULL) return s->status == SCORE_DONE;
    for (const score *x = r->scores->items; x < s; x++) {
        if (has_activity(x)) return false;
    }
    return has_activity(s);
}

void person_each_state(const report *r, person_line_fn *put, void *context)
{
    lines l = {.r = r, .put = put, .context = context, .brief = true};
    buf_init(&l.label, PIECE_MAX);
    buf_init(&l.text, PIECE_MAX);
    buf_init(&l.note, PIECE_MAX);
    for (size_t i = 0; r->scores != NULL && i < r->scores->count; i++) {
        const score *s = &r->scores->items[i];
        if (!is_state(r, s)) continue;
        score_put_name(&r->words, &l.label, s);
        put_organ(&l, s);
        end_line(&l);
    }
    buf_release(&l.label);
    buf_release(&l.text);
    buf_release(&l.note);
}

static void organ_lines(lines *l)
{
    const score_set *set = l->r->scores;
    for (size_t i = 0; set != NULL && i < set->count; i++) {
        const score *s = &set->items[i];
        if (is_answer(s) || s->status != SCORE_DONE || s->course != NULL) continue;
        if (l->brief && is_state(l->r, s)) continue;
        score_put_name(&l->r->words, &l->label, s);
        if (tell_apart(l, i)) put_organ(l, s);
        end_line(l);
    }
}

/* ---- what was not used ---- */

/* What lies behind the day of the chart is not in doubt, only later. */
static bool is_doubtful(const person *p, size_t i)
{
    const person_measure *m = &p->measures[i];
    bool again = i > 0 && str_eq(p->measures[i - 1].name, m->name);
    return m->doubt.n > 0 && !again && !str_eq(m->doubt, STR("stale")) &&
           !str_eq(m->doubt, STR("future"));
}

static void doubtful(lines *l)
{
    const person *p = l->r->who;
    size_t shown = 0;
    for (size_t i = 0; i < p->measure_count; i++) {
        const person_measure *m = &p->measures[i];
        if (!is_doubtful(p, i) || shown++ >= DOUBTS_SHOWN) continue;
        comma(&l->text);
        catalogue_put_analyte(&l->r->words, &l->text, m->name);
        if (m->written.n > WRITTEN_MAX && isfinite(m->value))
            buf_printf(&l->text, " %.4g%s%.*s (", m->value, m->unit.n > 0 ? " " : "",
                       STR_ARG(m->unit));
        else
            buf_printf(&l->text, " %.*s (", STR_ARG(m->written));
        score_put_code(&l->r->words, &l->text, "doubt", m->doubt);
        buf_put_c(&l->text, ')');
    }
    if (shown > DOUBTS_SHOWN) {
        AUTO(buf_release) buf count;
        buf_init(&count, PIECE_MAX);
        buf_put_u64(&count, shown - DOUBTS_SHOWN);
        buf_put_c(&l->text, ' ');
        catalogue_put_slot(&l->r->words, &l->text, "ui.more", "count", buf_str(&count));
    }
    if (shown > 0) words(l, &l->label, "ui.doubtful");
    end_line(l);
}

/* The next most frequent unknown below `limit` (count, then place); its place, or count. */
static size_t next_unknown(const report *r, uint64_t limit, size_t after)
{
    size_t best = r->unknown_count;
    for (size_t i = 0; i < r->unknown_count; i++) {
        uint64_t times = r->unknowns[i].times;
        bool later = times < limit || (times == limit && i > after);
        if (later && (best == r->unknown_count || times > r->unknowns[best].times)) best = i;
    }
    return best;
}

/* A chart is not read for genotypes: who has them on paper must see that they did not count. */
static void genetic_results(lines *l)
{
    const report *r = l->r;
    size_t shown = 0;
    for (size_t i = 0; i < r->unknown_count && shown < GENETIC_SHOWN; i++) {
        if (!str_eq(r->unknowns[i].why, STR("genetic_result"))) continue;
        if (shown++ > 0) buf_put_text(&l->text, "; ");
        buf_put_str(&l->text, r->unknowns[i].what);
    }
    if (shown == 0) return;
    words(l, &l->label, "ui.genetic_results");
    end_line(l);
}

static void not_understood(lines *l)
{
    const report *r = l->r;
    uint64_t total = 0, limit = UINT64_MAX;
    size_t at = 0;
    AUTO(buf_release) buf names, count;
    buf_init(&names, PIECE_MAX);
    buf_init(&count, PIECE_MAX);
    for (size_t i = 0; i < r->unknown_count; i++) total += r->unknowns[i].times;
    words(l, &l->label, "ui.not_understood");
    for (size_t i = 0; i < UNKNOWN_SHOWN; i++) {
        at = next_unknown(r, limit, at);
        if (at == r->unknown_count) break;
        limit = r->unknowns[at].times;
        comma(&names);
        buf_put_str(&names, r->unknowns[at].what);
    }
    buf_put_u64(&count, total);
    const catalogue_slot slots[] = {{"count", buf_str(&count)}, {"object", buf_str(&names)}};
    const char *key = total > 0 ? "ui.not_understood_count" : "ui.not_understood_all";
    catalogue_put(&r->words, &l->text, str_of(key), slots, 2);
    end_line(l);
}

void person_each_line(const report *r, bool brief, person_line_fn *put, void *context)
{
    lines l = {.r = r, .put = put, .context = context, .brief = brief};
    if (!r->has_chart || r->who == NULL) return;
    buf_init(&l.label, PIECE_MAX);
    buf_init(&l.text, PIECE_MAX);
    buf_init(&l.note, PIECE_MAX);
    allergies(&l);
    organ_lines(&l);
    listed_facts(&l);
    further_facts(&l);
    if (!r->words.patient) {
        genetic_results(&l);
        doubtful(&l);
        not_understood(&l);
    }
    buf_release(&l.label);
    buf_release(&l.text);
    buf_release(&l.note);
}

void person_put_unanswered(const report *r, buf *out)
{
    if (r->scores == NULL || r->words.patient) return;
    for (size_t i = 0; i < r->scores->count; i++) {
        const score *s = &r->scores->items[i];
        if (s->status != SCORE_MISSING) continue;
        if (out->n > 0) buf_put_text(out, "; ");
        score_put_name(&r->words, out, s);
        buf_put_text(out, " (");
        for (size_t k = 0; k < s->missing_count; k++) {
            if (k > 0) buf_put_text(out, ", ");
            score_put_code(&r->words, out, "score.input", s->missing[k]);
        }
        buf_put_c(out, ')');
    }
}

/* ---- tests ---- */

static void put_counted_in(const report *r, buf *out, const advice_test *t)
{
    buf_put_text(out, " (");
    if (t->group.n > 0) {
        AUTO(buf_release) buf group;
        buf_init(&group, PIECE_MAX);
        score_put_code(&r->words, &group, "group", t->group);
        catalogue_put_slot(&r->words, out, "ui.test_group", "object", buf_str(&group));
    } else {
        catalogue_put(&r->words, out, STR("ui.test_groups_all"), NULL, 0);
    }
    buf_put_c(out, ')');
}

static void put_share(const report *r, buf *out, const advice_test *t)
{
    AUTO(buf_release) buf low, high;
    buf_init(&low, PIECE_MAX);
    buf_init(&high, PIECE_MAX);
    if (isnan(t->share_min)) {
        catalogue_put(&r->words, out, STR("ui.test_share_none"), NULL, 0);
        return;
    }
    if (PERCENT * t->share_max < 0.5) {
        catalogue_put(&r->words, out, STR("ui.test_share_few"), NULL, 0);
        if (!r->words.patient) put_counted_in(r, out, t);
        return;
    }
    buf_printf(&low, "%.0f", PERCENT * t->share_min);
    buf_printf(&high, "%.0f", PERCENT * t->share_max);
    const catalogue_slot slots[] = {
        {"low", buf_str(&low)}, {"high", buf_str(&high)}, {"count", buf_str(&low)}};
    bool one = str_eq(buf_str(&low), buf_str(&high));
    catalogue_put(&r->words, out, one ? STR("ui.test_share_one") : STR("ui.test_share"), slots, 3);
    if (!r->words.patient) put_counted_in(r, out, t);
}

void person_put_tested(buf *out, const advice_test *t)
{
    if (t->site.n > 0) buf_printf(out, "%.*s (", STR_ARG(t->site));
    buf_put_str(out, t->gene);
    if (t->site.n > 0) buf_put_c(out, ')');
}

static void put_worst(const report *r, buf *out, const advice_test *t)
{
    buf_put_str(out, catalogue_stop(&r->words));
    buf_put_c(out, ' ');
    catalogue_put(&r->words, out, STR("ui.worst"), NULL, 0);
    buf_put_text(out, ": ");
    catalogue_put_code(&r->words, out, "light", str_of(advice_light_name(t->worst_light)));
    if (t->drug_count > 1) buf_printf(out, " %.*s", STR_ARG(t->worst_drug));
}

void person_put_test(const report *r, buf *out, const advice_test *t, bool brief)
{
    AUTO(buf_release) buf drugs;
    buf_init(&drugs, PIECE_MAX);
    for (size_t i = 0; i < t->drug_count; i++) {
        comma(&drugs);
        buf_put_str(&drugs, t->drugs[i]);
    }
    catalogue_put_slot(&r->words, out, "ui.test", "object", buf_str(&drugs));
    if (!isnan(t->share_min) || !(r->words.patient || brief)) {
        buf_put_text(out, "; ");
        put_share(r, out, t);
    }
    if (brief && !r->words.patient) put_worst(r, out, t);
}

/* ---- allergies beside alternatives ---- */

static void put_allergy_also(const report *r, buf *out, str alternative)
{
    for (size_t i = 0; i < r->advice->allergy_count; i++) {
        const person_medicine *x = &r->advice->allergies[i];
        if (!str_eq(x->drug.n > 0 ? x->drug : x->name, alternative)) continue;
        buf_put_text(out, " (");
        catalogue_put(&r->words, out, STR("ui.allergy_also"), NULL, 0);
        buf_put_c(out, ')');
        return;
    }
}

void report_put_alternative(const report *r, buf *out, str alternative)
{
    catalogue_put_alternative(&r->words, out, alternative);
    put_allergy_also(r, out, alternative);
    caution_put_short(&r->words, out, r->advice, alternative);
}
