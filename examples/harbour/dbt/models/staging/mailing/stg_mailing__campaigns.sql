-- written by `onefold source build` from sources/mailing.yml; edit that file
-- content ba3439b8d6513c7c
with

latest as (
    select *
    from {{ source('raw_mailing', 'campaigns') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_text('utm_campaign') }} as utm_campaign,
        {{ onefold.clean_text('state') }} as state,
        {{ onefold.clean_date_text('sent_at') }} as sent_at,
        {{ onefold.clean_text('subject') }} as subject,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('sent_at', 'UTC') }} as as__starts_on,
        {{ onefold.read_date('sent_at', 'UTC') }} as as__ends_on,
        {{ onefold.read_timestamp('sent_at', 'UTC') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('mailing', 'campaigns', ['id']) }} as record_name,
    'mailing' as source,
    'campaigns' as object,
    id as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    {{ onefold.kept_fields([['subject', 'subject']]) }} as custom_fields,

    ---------- campaign
    name,
    utm_campaign as code,
    'email' as channel,
    state as status,
    as__starts_on as starts_on,
    as__ends_on as ends_on,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['starts_on', 'sent_at is not null and as__starts_on is null'],
        ['ends_on', 'sent_at is not null and as__ends_on is null'],
        ['created_at', 'sent_at is not null and as__created_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
