with deals as (

    select * from {{ ref('int_deal') }} where not is_deleted

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

outcomes as (

    select * from {{ ref('stage_outcome') }}

),

dated as (

    select
        *,
        -- A deal that is still to close is worth what it is on the day it was last touched.
        coalesce(least(closes_on, {{ utc_day('coalesce(updated_at, created_at)') }}), {{ utc_day('created_at') }}) as day
    from deals

),

rated as (

    {{ with_rates('dated') }}

)

select
    ---------- ids
    rated.record_name,
    rated.source,
    rated.object,
    rated.source_key,
    crosswalk.customer_id,
    rated.party,
    rated.owner,

    ---------- text
    rated.name,
    rated.stage,
    coalesce(outcomes.outcome, 'unknown') as outcome,
    rated.lead_source,
    rated.currency,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,
    cast(rated.probability as decimal(18, 4)) as probability,

    ---------- booleans
    rated.party is not null and crosswalk.customer_id is null as is_dangling,

    ---------- dates and timestamps
    rated.closes_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join crosswalk on rated.party = crosswalk.record_name
left join outcomes on lower(trim(rated.stage)) = outcomes.stage
