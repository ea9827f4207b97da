-- written by `onefold source build` from sources/meta_ads.yml; edit that file
-- content 3848cae11d439c24
with

latest as (
    select *
    from {{ source('raw_meta_ads', 'insights') }}
    qualify row_number() over (
        partition by date_start, adset_id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(date_start as varchar) as date_start,
        {{ onefold.clean_date_text('date_start') }} as clean__date_start,
        cast(adset_id as varchar) as adset_id,
        nullif(cast(campaign_id as varchar), '') as campaign_id,
        {{ onefold.clean_text('campaign_name') }} as campaign_name,
        {{ onefold.clean_text('adset_name') }} as adset_name,
        {{ onefold.clean_text('account_currency') }} as account_currency,
        {{ onefold.clean_text('spend') }} as spend,
        {{ onefold.clean_text('impressions') }} as impressions,
        {{ onefold.clean_text('clicks') }} as clicks,
        {{ onefold.clean_text('actions') }} as actions,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('clean__date_start', 'Europe/Berlin') }} as as__spent_on,
        {{ onefold.read_decimal('spend', '.') }} as as__amount,
        {{ onefold.read_integer('impressions') }} as as__impressions,
        {{ onefold.read_integer('clicks') }} as as__clicks
    from received
)

select
    ---------- ids
    {{ onefold.record_name('meta_ads', 'insights', ['date_start', 'adset_id']) }} as record_name,
    'meta_ads' as source,
    'insights' as object,
    date_start || ',' || adset_id as source_key,
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
    {{ onefold.kept_fields([['actions', 'actions']]) }} as custom_fields,

    ---------- ad_spend_daily
    {{ onefold.record_name('meta_ads', 'campaigns', ['campaign_id']) }} as campaign,
    campaign_name,
    'meta' as platform,
    adset_name as ad_group,
    as__spent_on as spent_on,
    as__impressions as impressions,
    as__clicks as clicks,
    as__amount as amount,
    coalesce(account_currency, 'USD') as currency,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['spent_on', 'clean__date_start is not null and as__spent_on is null'],
        ['amount', 'spend is not null and as__amount is null'],
        ['impressions', 'impressions is not null and as__impressions is null'],
        ['clicks', 'clicks is not null and as__clicks is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
