with campaigns as (

    select * from {{ ref('int_campaign') }} where not is_deleted

),

dated as (

    select
        *,
        coalesce(starts_on, {{ utc_day('created_at') }}) as day
    from campaigns

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
    rated.owner,
    {{ campaign_key('coalesce(rated.code, rated.name)') }} as campaign_key,

    ---------- text
    rated.name,
    rated.code,
    rated.channel,
    rated.status,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.budget as decimal(18, 4)) as budget,
    {{ amount_base('rated.budget', 'rated.rate') }} as budget_base,
    rated.rate,

    ---------- dates and timestamps
    rated.starts_on,
    rated.ends_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
