with spends as (

    select * from {{ ref('int_ad_spend_daily') }} where not is_deleted

),

campaigns as (

    select * from {{ ref('onefold', 'campaign') }}

),

dated as (

    select
        *,
        spent_on as day
    from spends

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
    rated.campaign,
    {{ campaign_key('coalesce(campaigns.code, campaigns.name, rated.campaign_name)') }} as campaign_key,

    ---------- text
    rated.campaign_name,
    rated.platform,
    rated.ad_group,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,
    cast(rated.impressions as bigint) as impressions,
    cast(rated.clicks as bigint) as clicks,
    cast(rated.conversions as decimal(18, 4)) as conversions,

    ---------- booleans
    rated.campaign is not null and campaigns.record_name is null as is_dangling,

    ---------- dates and timestamps
    rated.spent_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join campaigns on rated.campaign = campaigns.record_name
