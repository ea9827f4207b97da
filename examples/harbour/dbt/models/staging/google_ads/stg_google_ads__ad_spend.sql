-- written by `onefold source build` from sources/google_ads.yml; edit that file
-- content 685fdddfd6ba3dab
with

latest as (
    select *
    from {{ source('raw_google_ads', 'ad_spend') }}
    qualify row_number() over (
        partition by day, campaign_id, ad_group
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(day as varchar) as day,
        {{ onefold.clean_date_text('day') }} as clean__day,
        cast(campaign_id as varchar) as campaign_id,
        {{ onefold.clean_text('campaign_id') }} as clean__campaign_id,
        cast(ad_group as varchar) as ad_group,
        {{ onefold.clean_text('ad_group') }} as clean__ad_group,
        {{ onefold.clean_text('campaign') }} as campaign,
        {{ onefold.clean_text('currency_code') }} as currency_code,
        {{ onefold.clean_text('cost') }} as cost,
        {{ onefold.clean_text('impr') }} as impr,
        {{ onefold.clean_text('clicks') }} as clicks,
        {{ onefold.clean_text('conversions') }} as conversions,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('clean__day', 'Europe/Berlin') }} as as__spent_on,
        {{ onefold.read_decimal('cost', '.') }} as as__amount,
        {{ onefold.read_integer('impr', '.') }} as as__impressions,
        {{ onefold.read_integer('clicks', '.') }} as as__clicks,
        {{ onefold.read_decimal('conversions', '.') }} as as__conversions
    from received
)

select
    ---------- ids
    {{ onefold.record_name('google_ads', 'ad_spend', ['day', 'campaign_id', 'ad_group']) }} as record_name,
    'google_ads' as source,
    'ad_spend' as object,
    day || ',' || campaign_id || ',' || ad_group as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    cast(null as json) as custom_fields,

    ---------- ad_spend_daily
    {{ onefold.record_name('google_ads', 'campaigns', ['clean__campaign_id']) }} as campaign,
    campaign as campaign_name,
    'google_ads' as platform,
    clean__ad_group as ad_group,
    as__spent_on as spent_on,
    as__impressions as impressions,
    as__clicks as clicks,
    as__conversions as conversions,
    as__amount as amount,
    coalesce(currency_code, 'EUR') as currency,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['spent_on', 'clean__day is not null and as__spent_on is null'],
        ['amount', 'cost is not null and as__amount is null'],
        ['impressions', 'impr is not null and as__impressions is null'],
        ['clicks', 'clicks is not null and as__clicks is null'],
        ['conversions', 'conversions is not null and as__conversions is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
