-- written by `onefold source build` from sources/web_forms.yml; edit that file
-- content 24b081a971828048
with

latest as (
    select *
    from {{ source('raw_web_forms', 'visits') }}
    qualify row_number() over (
        partition by visit_id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(visit_id as varchar) as visit_id,
        {{ onefold.clean_text('client_id') }} as client_id,
        {{ onefold.clean_date_text('started_at') }} as started_at,
        {{ onefold.clean_text('seconds') }} as seconds,
        {{ onefold.clean_text('pages') }} as pages,
        {{ onefold.clean_text('landing_page') }} as landing_page,
        {{ onefold.clean_text('referrer') }} as referrer,
        {{ onefold.clean_text('utm_source') }} as utm_source,
        {{ onefold.clean_text('utm_medium') }} as utm_medium,
        {{ onefold.clean_text('utm_campaign') }} as utm_campaign,
        {{ onefold.clean_text('device') }} as device,
        {{ onefold.clean_text('country') }} as country,
        nullif(cast(form_post_id as varchar), '') as form_post_id,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp('started_at', 'Europe/Moscow') }} as as__at,
        {{ onefold.read_timestamp('started_at', 'Europe/Moscow') }} as as__created_at,
        {{ onefold.read_integer('seconds') }} as as__duration_seconds,
        {{ onefold.read_integer('pages') }} as as__pages
    from received
)

select
    ---------- ids
    {{ onefold.record_name('web_forms', 'visits', ['visit_id']) }} as record_name,
    'web_forms' as source,
    'visits' as object,
    visit_id as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Moscow' as time_zone,
    cast(null as json) as custom_fields,

    ---------- web_visit
    {{ onefold.record_name('web_forms', 'site_posts', ['form_post_id']) }} as party,
    client_id as visitor,
    as__at as "at",
    as__duration_seconds as duration_seconds,
    as__pages as pages,
    landing_page as landing_url,
    referrer,
    utm_source,
    utm_medium,
    utm_campaign,
    device,
    country,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', 'started_at is not null and as__at is null'],
        ['created_at', 'started_at is not null and as__created_at is null'],
        ['duration_seconds', 'seconds is not null and as__duration_seconds is null'],
        ['pages', 'pages is not null and as__pages is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
