-- written by `onefold source build` from sources/planning.yml; edit that file
-- content 07bf223ffdf3e569
with

latest as (
    select *
    from {{ source('raw_planning', 'targets') }}
    qualify row_number() over (
        partition by no
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(no as varchar) as no,
        {{ onefold.clean_text('measure') }} as measure,
        {{ onefold.clean_date_text('"from"') }} as "from",
        {{ onefold.clean_date_text('"to"') }} as "to",
        {{ onefold.clean_text('owner') }} as owner,
        {{ onefold.clean_text('team') }} as team,
        {{ onefold.clean_text('territory') }} as territory,
        {{ onefold.clean_text('department') }} as department,
        {{ onefold.clean_text('company') }} as company,
        {{ onefold.clean_text('goal') }} as goal,
        {{ onefold.clean_text('currency') }} as currency,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when measure = 'Revenue' then 'revenue'
            when measure = 'Calls' then 'calls'
        end as as__measure,
        {{ onefold.read_date('"from"', 'Europe/Berlin') }} as as__starts_on,
        {{ onefold.read_date('"to"', 'Europe/Berlin') }} as as__ends_on,
        {{ onefold.read_decimal('goal') }} as as__amount
    from received
)

select
    ---------- ids
    {{ onefold.record_name('planning', 'targets', ['no']) }} as record_name,
    'planning' as source,
    'targets' as object,
    no as source_key,
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

    ---------- target
    as__measure as measure,
    as__starts_on as starts_on,
    as__ends_on as ends_on,
    as__amount as amount,
    currency,
    owner as owner_email,
    team,
    territory as territory_name,
    department,
    company,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['starts_on', '"from" is not null and as__starts_on is null'],
        ['ends_on', '"to" is not null and as__ends_on is null'],
        ['amount', 'goal is not null and as__amount is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([['measure', 'measure is not null and as__measure is null']]) }} as _unknown_codes
from typed
