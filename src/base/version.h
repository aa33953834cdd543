/*
 * The version of the program, in one place. Semantic versioning: the command line, the columns of
 * the TSV and the JSON schemas are what it speaks about.
 */
#ifndef PRECIS_BASE_VERSION_H
#define PRECIS_BASE_VERSION_H

#define PRECIS_VERSION "0.1.0"

#endif
