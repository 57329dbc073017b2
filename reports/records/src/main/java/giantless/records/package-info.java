/** The result record every layer leaves for the report, and its writer. */
package giantless.records;
