"""The benchmark's file through Splink 5 with its documentation's settings; runs in an environment of Splink's own.

python splink_match.py PEOPLE.parquet CLUSTERS.csv

Source of the settings: Splink's example "Deduplicate 50k rows historical persons" (names and date of birth, blocking,
training, 0.95), its febrl3 example (postcodes that are not only British) and its quick start (e-mail). The example's
birth place is our city; its occupation has no counterpart. Telephones, which none of its examples has, are compared
exactly, and e-mail and telephone block too: the file has them, and without these pairs Splink could not find them.
Names, e-mail addresses and telephones are lower-cased or reduced to digits before, as its guide on data preparation
advises.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

_PREPARED = """
    select
        id as unique_id,
        lower(trim(given_name)) as first_name,
        lower(trim(family_name)) as surname,
        lower(trim(given_name)) || ' ' || lower(trim(family_name)) as first_name_surname_concat,
        birth_date as dob,
        lower(trim(city)) as city,
        upper(replace(postcode, ' ', '')) as postcode,
        lower(trim(email)) as email,
        nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '') as phone
    from read_parquet(?)
"""


def main(people: Path, clusters: Path) -> None:
    """Train, predict, cluster at 0.95, write id and cluster_id."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect()
    connection.execute(f"create table people as {_PREPARED}", [str(people)])
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode", "first_name"),
            block_on("postcode", "surname"),
            block_on("dob", "city"),
            block_on("substr(postcode,1,3)", "dob"),
            block_on("substr(postcode,1,3)", "first_name"),
            block_on("substr(postcode,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
            block_on("email"),
            block_on("phone"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        ],
    )
    linker = Linker(DuckDBAPI(connection).register(connection.table("people")), settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode,1,2)"),
            block_on("dob", "postcode"),
        ],
        recall=0.6,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for blocking in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            blocking, estimate_without_term_frequencies=True
        )
    predictions = linker.inference.predict()
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_probability=0.95)
    found.as_duckdbpyrelation().project("unique_id as id, cluster_id").write_csv(str(clusters))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
