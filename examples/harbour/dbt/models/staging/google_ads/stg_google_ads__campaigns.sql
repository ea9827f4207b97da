-- written by `onefold source build` from sources/google_ads.yml; edit that file
-- content 3fdc760738b3c0c0
with

latest as (
    select *
    from {{ source('raw_google_ads', 'campaigns') }}
    qualify row_number() over (
        partition by campaign_id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(campaign_id as varchar) as campaign_id,
        {{ onefold.clean_text('campaign_status') }} as campaign_status,
        {{ onefold.clean_text('campaign') }} as campaign,
        {{ onefold.clean_date_text('start_date') }} as start_date,
        {{ onefold.clean_date_text('end_date') }} as end_date,
        {{ onefold.clean_text('budget') }} as budget,
        {{ onefold.clean_text('currency_code') }} as currency_code,
        {{ onefold.clean_text('campaign_type') }} as campaign_type,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('start_date', 'Europe/Berlin') }} as as__starts_on,
        {{ onefold.read_date('end_date', 'Europe/Berlin') }} as as__ends_on,
        {{ onefold.read_decimal('budget') }} as as__budget
    from received
)

select
    ---------- ids
    {{ onefold.record_name('google_ads', 'campaigns', ['campaign_id']) }} as record_name,
    'google_ads' as source,
    'campaigns' as object,
    campaign_id as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        when coalesce(campaign_status = 'Removed', false) then 'archived'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    {{ onefold.kept_fields([['Campaign type', 'campaign_type']]) }} as custom_fields,

    ---------- campaign
    campaign as name,
    'search' as channel,
    campaign_status as status,
    as__starts_on as starts_on,
    as__ends_on as ends_on,
    as__budget as budget,
    coalesce(currency_code, 'EUR') as currency,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['starts_on', 'start_date is not null and as__starts_on is null'],
        ['ends_on', 'end_date is not null and as__ends_on is null'],
        ['budget', 'budget is not null and as__budget is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
