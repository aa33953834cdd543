/*
 * kb/vaccines.tsv as typed rows: which vaccine a CVX code or a name is. Knows no schedule and gives
 * no advice.
 */
#include "kb/cells.h"
#include "kb/drug.h"

enum { VACCINE, CVX, NAMES, COLUMNS };

status kb_vaccines_open(const kb *k, arena *a, kb_drug_list *out, err *e)
{
    static const char *const names[COLUMNS] = {"vaccine", "cvx", "names"};
    const kb_table *t;
    uint32_t at[COLUMNS];
    out->vaccines = NULL;
    out->vaccine_count = 0;
    if (kb_table_find(k, "vaccines") == NULL) return OK;
    TRY(kb_columns(k, "vaccines", names, COLUMNS, &t, at, e));
    kb_vaccine *items = ARENA_ARRAY(a, kb_vaccine, t->rows + 1);
    TRY_MEM(e, items);
    for (uint32_t i = 0; i < t->rows; i++) {
        items[i].name = kb_cell(t, i, at[VACCINE]);
        TRY(kb_parts(a, kb_cell(t, i, at[CVX]), &items[i].cvx, &items[i].cvx_count, e));
        TRY(kb_parts(a, kb_cell(t, i, at[NAMES]), &items[i].names, &items[i].name_count, e));
    }
    out->vaccines = items;
    out->vaccine_count = t->rows;
    return OK;
}

static bool is_cvx(str system)
{
    return str_eq(system, STR("http://hl7.org/fhir/sid/cvx")) ||
           str_eq(system, STR("urn:oid:2.16.840.1.113883.12.292"));
}

const kb_vaccine *kb_vaccine_of_code(const kb_drug_list *list, str system, str code)
{
    for (size_t i = 0; is_cvx(system) && i < list->vaccine_count; i++) {
        const kb_vaccine *v = &list->vaccines[i];
        for (size_t k = 0; k < v->cvx_count; k++) {
            if (str_eq(v->cvx[k], code)) return v;
        }
    }
    return NULL;
}

const kb_vaccine *kb_vaccine_of_name(const kb_drug_list *list, str name)
{
    name = str_trim(name);
    for (size_t i = 0; i < list->vaccine_count; i++) {
        const kb_vaccine *v = &list->vaccines[i];
        for (size_t k = 0; k < v->name_count; k++) {
            if (str_eq_ci(v->names[k], name)) return v;
        }
    }
    return NULL;
}
