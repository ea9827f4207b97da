-- written by `onefold source build` from sources/web_forms.yml; edit that file
-- content edf5e5b6bec47c6b
with

latest as (
    select *
    from {{ source('raw_web_forms', 'site_posts') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_date_text('submitted_at') }} as submitted_at,
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_text('email') }} as email,
        {{ onefold.clean_text('phone') }} as phone,
        {{ onefold.clean_text('company') }} as company,
        {{ onefold.clean_text('city') }} as city,
        {{ onefold.clean_text('country') }} as country,
        {{ onefold.clean_text('form') }} as form,
        {{ onefold.clean_text('page_url') }} as page_url,
        {{ onefold.clean_text('message') }} as message,
        {{ onefold.clean_text('utm_source') }} as utm_source,
        {{ onefold.clean_text('utm_medium') }} as utm_medium,
        {{ onefold.clean_text('utm_campaign') }} as utm_campaign,
        {{ onefold.clean_text('consent_given') }} as consent_given,
        {{ onefold.clean_text('consent_text') }} as consent_text,
        {{ onefold.clean_text('consent_version') }} as consent_version,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp('submitted_at', 'Europe/Moscow') }} as as__created_at,
        {{ onefold.read_timestamp('submitted_at', 'Europe/Moscow') }} as as__updated_at,
        {{ onefold.read_timestamp('submitted_at', 'Europe/Moscow') }} as as__form_submission__at,
        {{ onefold.read_timestamp('submitted_at', 'Europe/Moscow') }} as as__consent__email__at,
        case
            when consent_given in ('true', '1') then 'granted'
            when consent_given in ('false', '0') then 'unknown'
        end as as__consent__email__state
    from received
)

select
    ---------- ids
    {{ onefold.record_name('web_forms', 'site_posts', ['id']) }} as record_name,
    'web_forms' as source,
    'site_posts' as object,
    id as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Moscow' as time_zone,
    cast(null as json) as custom_fields,

    ---------- party
    'person' as kind,
    name as full_name,
    company as organization_name,
    country,
    'lead' as lifecycle,

    ---------- further entities
    as__form_submission__at as form_submission__at,
    as__consent__email__at as consent__email__at,
    email as email__primary,
    phone as phone__primary,
    country as phone__primary__country,
    city as address__primary__city,
    country as address__primary__country,
    form as form_submission__form,
    page_url as form_submission__page_url,
    message as form_submission__message,
    utm_source as form_submission__utm_source,
    utm_medium as form_submission__utm_medium,
    utm_campaign as form_submission__utm_campaign,
    as__consent__email__state as consent__email__state,
    consent_text as consent__email__text,
    consent_version as consent__email__text_version,
    'newsletter' as consent__email__purpose,
    'consent' as consent__email__legal_basis,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'submitted_at is not null and as__created_at is null'],
        ['updated_at', 'submitted_at is not null and as__updated_at is null'],
        ['form_submission__at', 'submitted_at is not null and as__form_submission__at is null'],
        ['consent__email__at', 'submitted_at is not null and as__consent__email__at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['consent__email__state', 'consent_given is not null and as__consent__email__state is null']
    ]) }} as _unknown_codes
from typed
