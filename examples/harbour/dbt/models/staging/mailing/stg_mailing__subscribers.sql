-- written by `onefold source build` from sources/mailing.yml; edit that file
-- content 0c35eb03dce08e6f
with

latest as (
    select *
    from {{ source('raw_mailing', 'subscribers') }}
    qualify row_number() over (
        partition by email
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(email as varchar) as email,
        {{ onefold.clean_text('email') }} as clean__email,
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_text('country') }} as country,
        {{ onefold.clean_text('language') }} as language,
        {{ onefold.clean_text('state') }} as state,
        {{ onefold.clean_date_text('subscribed_at') }} as subscribed_at,
        {{ onefold.clean_date_text('state_at') }} as state_at,
        {{ onefold.clean_text('ip') }} as ip,
        {{ onefold.clean_text('list') }} as list,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when state = 'subscribed' then 'granted'
            when state = 'unsubscribed' then 'withdrawn'
            when state = 'pending' then 'pending'
            when state = 'bounced' then 'unknown'
        end as as__consent__email__state,
        {{ onefold.read_timestamp('subscribed_at', 'UTC') }} as as__created_at,
        {{ onefold.read_timestamp('state_at', 'UTC') }} as as__updated_at,
        {{ onefold.read_timestamp('state_at', 'UTC') }} as as__consent__email__at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('mailing', 'subscribers', ['email']) }} as record_name,
    'mailing' as source,
    'subscribers' as object,
    email as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    {{ onefold.kept_fields([['list', 'list']]) }} as custom_fields,

    ---------- party
    name as full_name,
    country,
    language,
    'subscriber' as lifecycle,

    ---------- further entities
    clean__email as email__primary,
    as__consent__email__state as consent__email__state,
    as__consent__email__at as consent__email__at,
    ip as consent__email__proof,
    'newsletter' as consent__email__purpose,
    'consent' as consent__email__legal_basis,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'subscribed_at is not null and as__created_at is null'],
        ['updated_at', 'state_at is not null and as__updated_at is null'],
        ['consent__email__at', 'state_at is not null and as__consent__email__at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['consent__email__state', 'state is not null and as__consent__email__state is null']
    ]) }} as _unknown_codes
from typed
