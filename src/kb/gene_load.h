/*
 * Building the typed pharmacogene views from the tables (see docs/kb-tables.md). Internal to kb/.
 */
#ifndef PRECIS_KB_GENE_LOAD_H
#define PRECIS_KB_GENE_LOAD_H

#include "kb/gene.h"

typedef struct kb_suballele {
    str gene, suballele, allele;
} kb_suballele;

typedef struct kb_gene_views {
    kb_gene *list;
    size_t count;
    map by_name;
    kb_suballele *suballeles;
    size_t suballele_count;
} kb_gene_views;

/** Fills `views` from the tables of `k`; E_SYNTAX, E_CONFLICT name table and row. */
CHECKED status kb_genes_load(const kb *k, arena *a, kb_gene_views *views, err *e);

/** alleles.tsv for one gene: rows [from, to) (internal step of kb_genes_load). */
CHECKED status kb_alleles_load(const kb *k, arena *a, kb_gene *g, err *e);
/** windows.tsv and windows37.tsv for one gene. */
CHECKED status kb_windows_load(const kb *k, arena *a, kb_gene *g, err *e);

/** Rows of a table that belong to a gene: the tables are sorted by gene. */
typedef struct kb_rows {
    const kb_table *table;
    uint32_t from, to;
} kb_rows;
CHECKED status kb_gene_rows(const kb *k, const char *table, str gene, kb_rows *rows, err *e);
/** Text of a named column in a row; E_NOTFOUND when the table lacks it. */
CHECKED status kb_text_at(const kb_table *t, uint32_t row, const char *column, str *text, err *e);

/** The set of bases an IUPAC letter stands for, as bits A=1 C=2 G=4 T=8; 0 if it is none. */
unsigned kb_iupac_bits(char letter);

#endif
