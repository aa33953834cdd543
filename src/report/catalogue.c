/*
 * Fills texts with their locked parts. Doses come from the advice as numbers and are written here
 * once for all languages; nothing here chooses what to say.
 */
#include "report/catalogue.h"

#include <math.h>
#include <string.h>

#include "report/caution_words.h"

enum { PIECE_MAX = 64 << 10, KEY_MAX = 512 };

static str keyed(buf *key, const char *group, str code, const char *tail)
{
    buf_reset(key);
    buf_put_text(key, group);
    if (group[0] != '\0') buf_put_c(key, '.');
    buf_put_str(key, code);
    buf_put_text(key, tail);
    return buf_str(key);
}

str catalogue_text(const catalogue *c, str key)
{
    if (c->patient) {
        AUTO(buf_release) buf own;
        buf_init(&own, KEY_MAX);
        str text = kb_wording_get(c->words, c->language, keyed(&own, "", key, ".patient"));
        if (text.n > 0) return text;
    }
    return kb_wording_get(c->words, c->language, key);
}

static const catalogue_slot *slot_find(const catalogue_slot *slots, size_t count, str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_of(slots[i].name), name)) return &slots[i];
    }
    return NULL;
}

void catalogue_put(const catalogue *c, buf *out, str key, const catalogue_slot *slots, size_t count)
{
    str text = catalogue_text(c, key);
    if (text.n == 0) {
        buf_put_c(out, '[');
        buf_put_str(out, key);
        buf_put_c(out, ']');
        return;
    }
    for (size_t i = 0; i < text.n; i++) {
        str name = {text.p + i + 1, 0};
        if (text.p[i] == '{') {
            name.n = str_find((str){name.p, text.n - i - 1}, '}');
            const catalogue_slot *slot = slot_find(slots, count, name);
            if (slot != NULL) {
                buf_put_str(out, slot->value);
                i += name.n + 1;
                continue;
            }
        }
        buf_put_c(out, text.p[i]);
    }
}

void catalogue_put_code(const catalogue *c, buf *out, const char *group, str code)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    catalogue_put(c, out, keyed(&key, group, code, ""), NULL, 0);
}

void catalogue_put_slot(const catalogue *c, buf *out, const char *key, const char *name, str value)
{
    const catalogue_slot slot = {name, value};
    catalogue_put(c, out, str_of(key), &slot, 1);
}

/* ---- doses ---- */

static void put_unit(const catalogue *c, buf *out, str unit)
{
    if (unit.n == 0) return;
    if (unit.p[0] != '%') buf_put_c(out, ' ');
    catalogue_put_code(c, out, "unit", unit);
}

static void put_percent(buf *out, double from, double to)
{
    if (isnan(from)) from = to;
    if (isnan(to)) to = from;
    buf_printf(out, "%.4g", from * 100);
    if (to > from) buf_printf(out, "–%.4g", to * 100);
    buf_put_text(out, " %");
}

/* "70 % of the usual starting dose"; some doses have a sentence of their own. */
static void put_factor(const catalogue *c, buf *out, const advice *row)
{
    AUTO(buf_release) buf percent, of, own;
    buf_init(&percent, KEY_MAX);
    buf_init(&of, KEY_MAX);
    buf_init(&own, KEY_MAX);
    put_percent(&percent, row->dose_min, row->dose_max);
    if (row->dose_of.n > 0) catalogue_put_code(c, &of, "dose.of", row->dose_of);
    const catalogue_slot slots[] = {{"percent", buf_str(&percent)}, {"of", buf_str(&of)}};
    str key = keyed(&own, "dose.percent_of", row->dose_of, "");
    if (catalogue_text(c, key).n == 0) {
        key = row->dose_of.n > 0 ? STR("dose.percent_of") : STR("dose.percent");
    }
    catalogue_put(c, out, key, slots, 2);
}

static void put_doses(const catalogue *c, buf *out, const advice *row)
{
    bool factor = !isnan(row->dose_min) || !isnan(row->dose_max);
    if (factor) put_factor(c, out, row);
    if (isnan(row->max_dose)) return;
    AUTO(buf_release) buf dose;
    buf_init(&dose, KEY_MAX);
    buf_printf(&dose, "%.6g", row->max_dose);
    put_unit(c, &dose, row->max_unit);
    if (factor) buf_put_text(out, "; ");
    catalogue_put_slot(c, out, "dose.max", "dose", buf_str(&dose));
}

/* Where the action itself turns to something else ("Choose another drug"), the dose is what remains
 * when that cannot be done: those actions have a text with the dose in it (action.<code>.dose). */
void catalogue_put_action(const catalogue *c, buf *out, const advice *row)
{
    AUTO(buf_release) buf key, doses;
    buf_init(&key, KEY_MAX);
    buf_init(&doses, KEY_MAX);
    const catalogue_slot slots[] = {{"drug", row->drug}, {"dose", {NULL, 0}}};
    if (!c->patient) put_doses(c, &doses, row);
    if (doses.n > 0 && catalogue_text(c, keyed(&key, "action", row->action, ".dose")).n > 0) {
        const catalogue_slot with[] = {slots[0], {"dose", buf_str(&doses)}};
        catalogue_put(c, out, buf_str(&key), with, 2);
        return;
    }
    buf_reset(&key);
    catalogue_put(c, out, keyed(&key, "action", row->action, ""), slots, 1);
    if (doses.n > 0) buf_printf(out, ": %.*s", (int)doses.n, doses.p);
}

/* ---- codes ---- */

static void put_object(const catalogue *c, buf *out, arena *a, str verb, str object)
{
    str key = kb_wording_object(c->words, a, verb, object);
    if (key.n > 0)
        catalogue_put(c, out, key, NULL, 0);
    else
        buf_put_str(out, object);
}

void catalogue_put_also(const catalogue *c, buf *out, str code)
{
    static const char *const names[KB_CODE_VALUES_MAX] = {"1", "2", "3", "4"};
    AUTO(arena_release) arena a = {0};
    kb_coded coded;
    if (!kb_wording_code(c->words, &a, code, &coded)) {
        buf_printf(out, "[%.*s]", STR_ARG(code));
        return;
    }
    AUTO(buf_release) buf pieces;
    buf_init(&pieces, PIECE_MAX);
    size_t ends[KB_CODE_VALUES_MAX + 1];
    for (size_t i = 0; i < coded.value_count; i++) {
        buf_put_str(&pieces, coded.values[i].number);
        put_unit(c, &pieces, coded.values[i].unit);
        ends[i] = pieces.n;
    }
    str verb = {code.p, str_find(code, ':')};
    if (coded.object.n > 0) put_object(c, &pieces, &a, verb, coded.object);
    ends[coded.value_count] = pieces.n;
    catalogue_slot slots[KB_CODE_VALUES_MAX + 1];
    for (size_t i = 0, from = 0; i <= coded.value_count; from = ends[i++]) {
        slots[i].name = i < coded.value_count ? names[i] : "object";
        slots[i].value = (str){pieces.p + from, ends[i] - from};
    }
    catalogue_put(c, out, coded.key, slots, coded.value_count + 1);
}

void catalogue_put_implication(const catalogue *c, buf *out, const advice_implication *i)
{
    AUTO(buf_release) buf key, object;
    buf_init(&key, KEY_MAX);
    buf_init(&object, PIECE_MAX);
    catalogue_put_code(c, &object, "object", i->object);
    if (i->gene.n > 0) buf_printf(out, "%.*s: ", STR_ARG(i->gene));
    buf_printf(&key, "impl.%.*s.%.*s", STR_ARG(i->quantity), STR_ARG(i->direction));
    const catalogue_slot slot = {"object", buf_str(&object)};
    catalogue_put(c, out, buf_str(&key), &slot, 1);
}

void catalogue_put_alternative(const catalogue *c, buf *out, str alternative)
{
    if (!str_starts(alternative, STR("class:"))) {
        buf_put_str(out, alternative);
        return;
    }
    catalogue_put_code(c, out, "class", (str){alternative.p + 6, alternative.n - 6});
}

/* An activity score stands where other genes have a phenotype: "0.0". */
static bool is_score(str text)
{
    double value;
    return str_to_double(text, &value);
}

static void put_known_or_itself(const catalogue *c, buf *out, const buf *key, str code)
{
    str text = catalogue_text(c, buf_str(key));
    buf_put_str(out, text.n > 0 ? text : code);
}

static void put_one_phenotype(const catalogue *c, buf *out, str phenotype)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    if (is_score(phenotype)) {
        catalogue_put_slot(c, out, "ui.activity_score", "count", phenotype);
        return;
    }
    keyed(&key, "phenotype", phenotype, "");
    put_known_or_itself(c, out, &key, phenotype);
}

void catalogue_put_phenotype(const catalogue *c, buf *out, str phenotype)
{
    str part, rest = phenotype; /* several that a rule does not tell apart: "A; B" */
    for (bool first = true; str_next(&rest, ';', &part); first = false) {
        if (!first) buf_put_text(out, "; ");
        put_one_phenotype(c, out, str_trim(part));
    }
}

/* ---- what a chart states ---- */

void catalogue_put_fact(const catalogue *c, buf *out, str name, str value)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    buf_printf(&key, "fact.%.*s.%.*s", STR_ARG(name), STR_ARG(value));
    if (catalogue_text(c, buf_str(&key)).n == 0) keyed(&key, "fact", value, "");
    put_known_or_itself(c, out, &key, value);
}

void catalogue_put_analyte(const catalogue *c, buf *out, str name)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    keyed(&key, "analyte", name, "");
    put_known_or_itself(c, out, &key, name);
}

/* "why.<why>", with the drug's name. */
static void put_why(const catalogue *c, buf *out, const advice_drug *drug)
{
    AUTO(buf_release) buf key;
    buf_init(&key, KEY_MAX);
    const catalogue_slot slot = {"drug", drug->name};
    catalogue_put(c, out, keyed(&key, "why", drug->why, ""), &slot, 1);
}

str catalogue_stop(const catalogue *c)
{
    str sentence = catalogue_text(c, STR("ui.sentence"));
    size_t slot = str_find(sentence, '}');
    if (slot == sentence.n) return STR(".");
    return (str){sentence.p + slot + 1, sentence.n - slot - 1};
}

void catalogue_end_sentence(const catalogue *c, buf *out)
{
    str stop = catalogue_stop(c);
    if (out->n == 0) return;
    bool ended = out->n >= stop.n && str_eq((str){out->p + out->n - stop.n, stop.n}, stop);
    if (!ended) buf_put_str(out, stop);
    buf_put_c(out, ' ');
}

/* The text as a sentence of its own; empties it. */
static void put_sentence(const catalogue *c, buf *out, buf *text)
{
    catalogue_put_slot(c, out, "ui.sentence", "object", buf_str(text));
    buf_put_c(out, ' ');
    buf_reset(text);
}

/* What may hold, said as such, after what holds in any case. */
static void put_partly(const catalogue *c, buf *out, const advice_drug *drug)
{
    AUTO(buf_release) buf text;
    buf_init(&text, PIECE_MAX);
    put_why(c, &text, drug);
    put_sentence(c, out, &text);
    for (size_t i = 0; i < drug->row_count; i++) {
        const advice *x = &drug->rows[i];
        if (x->certainty != ADVICE_HOLDS || x->light <= ADVICE_NOTICE) continue;
        catalogue_put(c, &text, STR("ui.in_any_case"), NULL, 0);
        buf_put_text(&text, ": ");
        catalogue_put_action(c, &text, x);
        put_sentence(c, out, &text);
        break;
    }
    bool harmless = drug->headline->light <= ADVICE_USUAL;
    catalogue_put(c, out, harmless ? STR("ui.by_what_is_known") : STR("ui.worst"), NULL, 0);
    buf_put_text(out, ": ");
}

/* The chart's own warning comes before anything that genes say. */
static void put_allergy(const catalogue *c, buf *out, const advice_drug *drug)
{
    const catalogue_slot slots[] = {{"drug", drug->name}, {"object", drug->allergy->name}};
    bool class = drug->allergy->drug_class.n > 0;
    catalogue_put(c, out, class ? STR("ui.allergy_class") : STR("ui.allergy"), slots, 2);
    buf_put_c(out, ' ');
}

static void put_advised(const catalogue *c, buf *out, const advice_drug *drug)
{
    bool partly = str_eq(drug->why, STR("partly_tested"));
    bool open = str_eq(drug->why, STR("gene_open"));
    if (drug->headline == NULL || (c->patient && (partly || open))) {
        put_why(c, out, drug);
        return;
    }
    if (partly) put_partly(c, out, drug);
    catalogue_put_action(c, out, drug->headline);
    if (!open) return;
    buf_put_text(out, "; ");
    put_why(c, out, drug);
}

void catalogue_put_headline(const catalogue *c, buf *out, const advice_drug *drug)
{
    AUTO(buf_release) buf cautions;
    buf_init(&cautions, PIECE_MAX);
    if (drug->allergy != NULL) put_allergy(c, out, drug);
    caution_put_all(c, &cautions, drug);
    bool first = drug->headline == NULL || drug->headline->light < drug->light || drug->against;
    if (first) buf_put_str(out, buf_str(&cautions)); /* the label asks for more than the genes do */
    put_advised(c, out, drug);
    if (first || cautions.n == 0) return;
    catalogue_end_sentence(c, out);
    buf_put_str(out, str_trim(buf_str(&cautions)));
}

void catalogue_put_case(const catalogue *c, buf *out, const advice_case *k)
{
    for (size_t i = 0; i < k->fact_count; i++) {
        const advice_fact *f = &k->facts[i];
        if (i > 0) buf_put_text(out, ", ");
        buf_put_str(out, f->gene);
        buf_put_c(out, ' ');
        catalogue_put_phenotype(c, out, f->value);
        if (f->functional) {
            buf_put_text(out, " (");
            catalogue_put(c, out, STR("ui.functional"), NULL, 0);
            buf_put_c(out, ')');
        }
    }
}
