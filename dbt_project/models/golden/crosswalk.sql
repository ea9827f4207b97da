{{ config(meta={'touched_by': ['party']}) }}
{# Made after touched_customer, which reads the last one. #}
{%- set _ = ref('onefold', 'touched_customer') %}
with parties as (

    select * from {{ ref('int_party') }} where {{ touched('party') }}

),

identities as (

    select * from {{ source('match', 'identity') }}

),

-- A record that its source has deleted keeps the customer it last belonged to, as long as that customer lives; one that
-- was merged into another has that one's.
last_known as (

    select
        history.record_name,
        history.customer_id,
        history.valid_from,
        history.valid_to,
        row_number() over (partition by history.record_name order by history.valid_from desc, history.customer_id) as place
    from {{ source('match', 'identity_history') }} as history
    where
        history.customer_id in (select identities.customer_id from identities)
        and {{ touched('party', 'history.record_name') }}

),

masters as (

    select
        merged_records.record_name,
        identities.customer_id
    from {{ ref('onefold', 'merged_record') }} as merged_records
    inner join identities on merged_records.master = identities.record_name

)

select
    ---------- ids
    parties.record_name,
    parties.source,
    parties.object,
    parties.source_key,
    coalesce(identities.customer_id, masters.customer_id, last_known.customer_id) as customer_id,

    ---------- text
    case
        when identities.rule is not null then identities.rule
        when masters.customer_id is not null then 'merged'
        when parties.is_deleted then 'deleted'
    end as rule,
    parties.record_state,
    parties.merged_into,
    parties.time_zone,

    ---------- numerics
    cast(identities.weight as float8) as weight,

    ---------- booleans
    coalesce(identities.is_founder, false) as is_founder,
    coalesce(parties.is_deleted, false) as is_deleted,

    ---------- timestamps
    cast(coalesce(identities.valid_from, last_known.valid_from) as timestamp) as valid_from,
    -- A deleted record always has an end, the latest moment we know of it.
    case
        when parties.is_deleted
            then cast(coalesce(
                last_known.valid_to, parties.updated_at, parties.created_at, timestamp '1970-01-01 00:00:00'
            ) as timestamp)
    end as valid_to
from parties
left join identities on parties.record_name = identities.record_name
left join masters on parties.record_name = masters.record_name and parties.is_deleted
left join last_known
    on
        parties.record_name = last_known.record_name
        and last_known.place = 1
        and parties.is_deleted
