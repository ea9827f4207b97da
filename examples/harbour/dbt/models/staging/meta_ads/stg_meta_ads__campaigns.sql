-- written by `onefold source build` from sources/meta_ads.yml; edit that file
-- content feaca73a4d534164
with

latest as (
    select *
    from {{ source('raw_meta_ads', 'campaigns') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('effective_status') }} as effective_status,
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_date_text('start_time') }} as start_time,
        {{ onefold.clean_date_text('stop_time') }} as stop_time,
        {{ onefold.clean_date_text('created_time') }} as created_time,
        {{ onefold.clean_text('objective') }} as objective,
        {{ onefold.clean_text('daily_budget') }} as daily_budget,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('start_time', 'Europe/Berlin') }} as as__starts_on,
        {{ onefold.read_date('stop_time', 'Europe/Berlin') }} as as__ends_on,
        {{ onefold.read_timestamp('created_time', 'Europe/Berlin') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('meta_ads', 'campaigns', ['id']) }} as record_name,
    'meta_ads' as source,
    'campaigns' as object,
    id as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        when coalesce(effective_status = 'ARCHIVED', false) then 'archived'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    {{ onefold.kept_fields([
        ['objective', 'objective'],
        ['daily_budget', 'daily_budget']
    ]) }} as custom_fields,

    ---------- campaign
    name,
    'paid_social' as channel,
    effective_status as status,
    as__starts_on as starts_on,
    as__ends_on as ends_on,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['starts_on', 'start_time is not null and as__starts_on is null'],
        ['ends_on', 'stop_time is not null and as__ends_on is null'],
        ['created_at', 'created_time is not null and as__created_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
