-- written by `onefold source build` from sources/*.yml; edit that file
-- content b0dc4742f3870634
with

stg_google_ads__ad_spend as (
    select * from {{ ref('stg_google_ads__ad_spend') }}
),

stg_meta_ads__insights as (
    select * from {{ ref('stg_meta_ads__insights') }}
),

google_ads__ad_spend__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        campaign,
        campaign_name,
        platform,
        ad_group,
        spent_on,
        impressions,
        clicks,
        conversions,
        amount,
        currency
    from stg_google_ads__ad_spend
),

meta_ads__insights__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        campaign,
        campaign_name,
        platform,
        ad_group,
        spent_on,
        impressions,
        clicks,
        cast(null as decimal(18, 4)) as conversions,
        amount,
        currency
    from stg_meta_ads__insights
),

united as (
    select * from google_ads__ad_spend__rows
    union all
    select * from meta_ads__insights__rows
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    record_state,
    time_zone,
    custom_fields,
    campaign,
    campaign_name,
    platform,
    ad_group,
    spent_on,
    impressions,
    clicks,
    conversions,
    amount,
    currency
from united
