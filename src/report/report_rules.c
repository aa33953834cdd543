/*
 * Lists rules as the tables have them, worded by the catalogue.
 */
#include "report/report_rules.h"

#include "report/report_escape.h"

static void put_names(buf *out, const char *front, const str *names, size_t count)
{
    if (count == 0) return;
    buf_put_text(out, front);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_put_text(out, ", ");
        report_put_plain(out, names[i]);
    }
    buf_put_c(out, '\n');
}

static void put_name(buf *out, const char *front, str name)
{
    put_names(out, front, &name, name.n > 0);
}

void report_drug_names(const catalogue *c, const kb_drug *drug, buf *out)
{
    report_put_plain(out, drug->name);
    buf_put_c(out, '\n');
    put_name(out, "  RxNorm: ", drug->rxnorm);
    put_names(out, "  ATC: ", drug->atc, drug->atc_count);
    if (drug->drug_class.n > 0) {
        buf_put_text(out, "  ");
        catalogue_put(c, out, STR("ui.class"), NULL, 0);
        put_name(out, ": ", drug->drug_class);
    }
    put_names(out, "  = ", drug->synonyms, drug->synonym_count);
    if (drug->brand_count > 0) {
        buf_put_text(out, "  ");
        catalogue_put(c, out, STR("ui.brands"), NULL, 0);
        put_names(out, ": ", drug->brands, drug->brand_count);
    }
}

/* The rule in the form of advice, which is what the catalogue words. */
static advice as_advice(const kb_rule *r)
{
    return (advice){.rule_id = r->id,
                    .drug = r->drug,
                    .action = r->action,
                    .dose_min = r->dose_min,
                    .dose_max = r->dose_max,
                    .dose_of = r->dose_of,
                    .max_dose = r->max_dose,
                    .max_unit = r->max_unit};
}

status report_drug_rules(const catalogue *c, const kb_rule_list *rules, const kb_drug *drug,
                         buf *out, err *e)
{
    size_t shown = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const kb_rule *r = &rules->items[i];
        if (!str_eq(r->drug, drug->name)) continue;
        const advice row = as_advice(r);
        buf_put_c(out, '\n');
        report_put_plain(out, r->id);
        if (r->strength.n > 0) {
            buf_put_text(out, ", ");
            catalogue_put_code(c, out, "strength", r->strength);
        }
        if (!str_eq(r->population, STR("general"))) {
            buf_put_text(out, ", ");
            catalogue_put_code(c, out, "population", r->population);
        }
        buf_put_text(out, "\n  ");
        report_put_plain(out, r->condition);
        buf_put_text(out, "\n  ");
        catalogue_put_action(c, out, &row);
        buf_put_c(out, '\n');
        for (size_t k = 0; k < r->also_count; k++) {
            buf_put_text(out, "    ");
            catalogue_put_also(c, out, r->also[k]);
            buf_put_c(out, '\n');
        }
        put_name(out, "  PMID ", r->pmid);
        shown++;
    }
    if (shown == 0) {
        catalogue_put_slot(c, out, "ui.no_rules", "drug", drug->name);
        buf_put_c(out, '\n');
    }
    return buf_status(out, e);
}
