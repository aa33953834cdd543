/*
 * A small panel on an invented stretch of two builds: one site of each kind. Included by tests and
 * fuzz targets.
 */
#include "genome/genotypes.h"

/* index          0         1         2         3         4         5         6         7     */
/*                0123456789012345678901234567890123456789012345678901234567890123456789012345 */
#define SEQUENCE "GATTACAGGCTTTTTTACGCATATATATGGCAGTTCAGTCCGATCTCAGTCAGGAACCTGATCGATTGCAAGCTGA"
enum { START38 = 1000, START37 = 500, SEQUENCE_LENGTH = sizeof SEQUENCE - 1 };

/* In GRCh37 the base at index 64 (A) is a G: the swapped site. */
#define SEQUENCE37 "GATTACAGGCTTTTTTACGCATATATATGGCAGTTCAGTCCGATCTCAGTCAGGAACCTGATCGGTTGCAAGCTGA"

enum {
    SNV,    /* 5  C>T,G            */
    RUN,    /* 9  CT>C,CTT         */
    REPEAT, /* 19 CAT>C,CATAT      */
    INSERT, /* 32 G>GTTA           */
    DELETE, /* 44 CTCAG>C          */
    INSIDE, /* 46 C>A, inside DELETE */
    MNP,    /* 55 AC>GT            */
    SWAP,   /* 64 A>G, swapped     */
    CHRX,
    MITO,
    PALINDROME,
    SITES
};

#define LIT(text)                                                                                  \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define A(...) ((const str[]){__VA_ARGS__})
static const genome_site sites[SITES] = {
    [SNV] = {1, 3, {0, 0}, {START37 + 5, START38 + 5}, A(LIT("C"), LIT("T"), LIT("G"))},
    [RUN] = {1, 3, {0, 0}, {START37 + 9, START38 + 9}, A(LIT("CT"), LIT("C"), LIT("CTT"))},
    [REPEAT] = {1, 3, {0, 0}, {START37 + 19, START38 + 19}, A(LIT("CAT"), LIT("C"), LIT("CATAT"))},
    [INSERT] = {1, 2, {0, 0}, {START37 + 32, START38 + 32}, A(LIT("G"), LIT("GTTA"))},
    [DELETE] = {1, 2, {0, 0}, {START37 + 44, START38 + 44}, A(LIT("CTCAG"), LIT("C"))},
    [INSIDE] = {1, 2, {0, 0}, {START37 + 46, START38 + 46}, A(LIT("C"), LIT("A"))},
    [MNP] = {1, 2, {0, 0}, {START37 + 55, START38 + 55}, A(LIT("AC"), LIT("GT"))},
    [SWAP] = {1, 2, {1, 0}, {START37 + 64, START38 + 64}, A(LIT("A"), LIT("G"))},
    [CHRX] = {CHROM_X, 2, {0, 0}, {START37 + 5, START38 + 5}, A(LIT("C"), LIT("T"))},
    [MITO] = {CHROM_MT, 2, {0, 0}, {START37 + 5, START38 + 5}, A(LIT("C"), LIT("T"))},
    [PALINDROME] = {CHROM_MT, 2, {0, 0}, {START37 + 3, START38 + 3}, A(LIT("T"), LIT("A"))},
};
static const genome_window windows[] = {
    {1, {START37, START38}, {{SEQUENCE37, SEQUENCE_LENGTH}, {SEQUENCE, SEQUENCE_LENGTH}}},
    {CHROM_X, {START37, START38}, {{SEQUENCE, SEQUENCE_LENGTH}, {SEQUENCE, SEQUENCE_LENGTH}}},
    {CHROM_MT, {START37, START38}, {{SEQUENCE, SEQUENCE_LENGTH}, {SEQUENCE, SEQUENCE_LENGTH}}},
};
static const genome_panel panel = {sites, SITES, windows, 3};
