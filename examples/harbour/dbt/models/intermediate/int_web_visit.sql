-- written by `onefold source build` from sources/*.yml; edit that file
-- content b0694fa98438b310
with

stg_web_forms__visits as (
    select * from {{ ref('stg_web_forms__visits') }}
),

web_forms__visits__rows as (
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
        party,
        visitor,
        "at",
        duration_seconds,
        pages,
        landing_url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        cast(null as varchar) as utm_content,
        cast(null as varchar) as utm_term,
        device,
        country
    from stg_web_forms__visits
),

united as (
    select * from web_forms__visits__rows
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
    party,
    visitor,
    "at",
    duration_seconds,
    pages,
    landing_url,
    referrer,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    device,
    country
from united
