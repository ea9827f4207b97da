-- written by `onefold source build` from sources/*.yml; edit that file
-- content 0492c0529d9529c8
with

stg_web_forms__google_form as (
    select * from {{ ref('stg_web_forms__google_form') }}
),

stg_web_forms__site_posts as (
    select * from {{ ref('stg_web_forms__site_posts') }}
),

web_forms__google_form__form_submission as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        form_submission__form as form,
        form_submission__at as "at",
        form_submission__message as message,
        cast(null as varchar) as page_url,
        cast(null as varchar) as utm_source,
        cast(null as varchar) as utm_medium,
        cast(null as varchar) as utm_campaign,
        cast(null as varchar) as utm_content,
        cast(null as varchar) as utm_term,
        cast(null as varchar) as visitor
    from stg_web_forms__google_form
    where
        form_submission__at is not null
        or form_submission__message is not null
),

web_forms__site_posts__form_submission as (
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
        cast(null as json) as custom_fields,
        record_name as party,
        form_submission__form as form,
        form_submission__at as "at",
        form_submission__message as message,
        form_submission__page_url as page_url,
        form_submission__utm_source as utm_source,
        form_submission__utm_medium as utm_medium,
        form_submission__utm_campaign as utm_campaign,
        cast(null as varchar) as utm_content,
        cast(null as varchar) as utm_term,
        cast(null as varchar) as visitor
    from stg_web_forms__site_posts
    where
        form_submission__at is not null
        or form_submission__form is not null
        or form_submission__page_url is not null
        or form_submission__message is not null
        or form_submission__utm_source is not null
        or form_submission__utm_medium is not null
        or form_submission__utm_campaign is not null
),

united as (
    select * from web_forms__google_form__form_submission
    union all
    select * from web_forms__site_posts__form_submission
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
    form,
    "at",
    message,
    page_url,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    visitor
from united
