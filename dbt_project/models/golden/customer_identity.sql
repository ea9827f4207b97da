{#
    Which customer a source record belonged to, by which rule, and from when to when; what is so now has no end. A record
    that was erased is not in the common model any more and so not here either.
#}
{{ config(meta={'touched_by': ['party']}) }}
with parties as (

    select * from {{ ref('int_party') }} where {{ touched('party') }}

),

history as (

    select * from {{ source('match', 'identity_history') }} where {{ touched('party') }}

),

identities as (

    select * from {{ source('match', 'identity') }} where {{ touched('party') }}

),

periods as (

    select
        record_name,
        customer_id,
        rule,
        cast(weight as float8) as weight,
        cast(valid_from as timestamp) as valid_from,
        cast(valid_to as timestamp) as valid_to
    from history
    union all
    select
        identities.record_name,
        identities.customer_id,
        identities.rule,
        cast(identities.weight as float8) as weight,
        cast(identities.valid_from as timestamp) as valid_from,
        null as valid_to
    from identities
    left join history
        on
            identities.record_name = history.record_name
            and identities.customer_id = history.customer_id
            and history.valid_to is null
    where history.record_name is null

)

select
    ---------- ids
    parties.record_name,
    parties.source,
    parties.object,
    parties.source_key,
    periods.customer_id,

    ---------- text
    periods.rule,

    ---------- numerics
    periods.weight,

    ---------- booleans
    periods.valid_to is null as is_current,

    ---------- timestamps
    periods.valid_from,
    periods.valid_to
from periods
inner join parties on periods.record_name = parties.record_name
