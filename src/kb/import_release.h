/*
 * One gene of a ClinPGx/PharmCAT data release, as its JSON files state it: definitions/
 * GENE_translation.json, phenotypes/GENE.json and exemptions.json, in the spelling of our tables.
 * Format: the source's data files of version 2 and 3. Nothing is compared here.
 */
#ifndef PRECIS_KB_IMPORT_RELEASE_H
#define PRECIS_KB_IMPORT_RELEASE_H

#include "base/json.h"

typedef struct imp_position {
    uint32_t pos38;
    bool extra;
    str ref, alts;  /**< alts: "," list */
    str rsid, hgvs; /**< hgvs: "; " list in the source's order; empty when null */
    str flags;      /**< as in positions.tsv; empty when none */
} imp_position;

typedef struct imp_allele {
    str name, id;
    bool defined; /**< has a row of cells (else it is known from the phenotype file only) */
    bool reference;
    str function, activity; /**< empty when the source has none */
    str cells;              /**< as in alleles.tsv; empty when not defined */
} imp_allele;

typedef struct imp_gene {
    str name, version, date; /**< date empty when there is no definition */
    bool has_definition, has_phenotypes;
    imp_position *positions;
    size_t position_count;
    imp_allele *alleles; /**< definition order, then those of the phenotype file only */
    size_t allele_count;
    const json_value *diplotypes; /**< list of objects, or NULL */
    const json_value *suballeles; /**< object, or NULL */
    const json_value *priorities; /**< list, or NULL */
} imp_gene;

/** A release folder: the files found in it. */
typedef struct imp_release {
    char **definitions; /**< paths, in name order */
    size_t definition_count;
    char **phenotypes;
    size_t phenotype_count;
    json_doc exemptions; /**< root NULL when the release has none */
} imp_release;

/** Lists `folder` and reads its exemptions. E_NOTFOUND when it holds no definitions. */
CHECKED status imp_release_open(const char *folder, arena *a, imp_release *r, err *e);
/** Reads one gene from its files; either path may be NULL. `*is_gene` is false for a JSON file that
 *  is no gene's. E_SYNTAX names file, line and field. */
CHECKED status imp_gene_read(const imp_release *r, const char *definition, const char *phenotypes,
                             arena *a, imp_gene *g, bool *is_gene, err *e);
/** The phenotype file that goes with a definition file, or NULL. */
const char *imp_phenotypes_of(const imp_release *r, const char *definition);

#endif
