/*
 * Speed of model-informed dosing: fits the first published vancomycin patient again and again, from
 * typed course to answer and curve, and prints milliseconds a patient (processor time, the mean of
 * the best round). Usage: bench_pk [PATIENTS [ROUNDS]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "risk/pk_answer.h"

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static status one_patient(const pk_drugs *drugs, const risk_engine *g, arena *a, err *e)
{
    static const str doses[] = {{"1900 mg over 1 h at 0 h", 23},
                                {"1750 mg over 1 h at 22.2 h", 26}};
    static const str levels[] = {{"14.8 mg/L at 12 h", 17}, {"22.5 mg/L at 37.5 h", 19}};
    static const risk_given given[] = {
        {{"crcl", 4}, {"34", 2}}, {{"weight", 6}, {"62 kg", 5}}, {{"age", 3}, {"60", 2}}};
    const pk_request q = {.drug = STR("vancomycin"),
                          .doses = doses,
                          .levels = levels,
                          .dose_count = 2,
                          .level_count = 2,
                          .next = STR("at 48 h over 1 h every 24 h")};
    score s;
    pk_curve curve;
    TRY(pk_answer(drugs, g, &q, NULL, NULL, given, 3, a, &s, &curve, e));
    if (s.status != SCORE_DONE || curve.count == 0)
        FAIL(e, E_CONFLICT, "the patient has no answer");
    return OK;
}

static status measure(long patients, long rounds, err *e)
{
    AUTO(arena_release) arena tables = {0}, work = {0};
    kb *k;
    risk_engine *g;
    pk_drugs drugs;
    double best = 1e9;
    TRY(kb_open(NULL, &k, e));
    TRY(risk_open(k, &tables, &g, e));
    TRY(pk_drugs_open(k, &tables, &drugs, e));
    for (long r = 0; r < rounds; r++) {
        double from = seconds();
        for (long i = 0; i < patients; i++) {
            TRY(one_patient(&drugs, g, &work, e));
            arena_reset(&work);
        }
        double took = (seconds() - from) / (double)patients;
        best = took < best ? took : best;
    }
    (void)printf("%.4f\n", best * 1e3);
    kb_close(k);
    return OK;
}

int main(int argc, char **argv)
{
    err e = {0};
    long patients = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 3;
    if (measure(patients, rounds, &e) == OK) return 0;
    (void)fprintf(stderr, "bench_pk: %s\n", e.text);
    return 1;
}
