-- written by `onefold source build` from sources/planning.yml; edit that file
-- content 0914d31f4ba3fd02
with

latest as (
    select *
    from {{ source('raw_planning', 'territories') }}
    qualify row_number() over (
        partition by no
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(no as varchar) as no,
        {{ onefold.clean_text('territory') }} as territory,
        {{ onefold.clean_text('country') }} as country,
        {{ onefold.clean_text('region') }} as region,
        {{ onefold.clean_text('postcode') }} as postcode,
        {{ onefold.clean_text('customers') }} as customers,
        {{ onefold.clean_text('owner') }} as owner,
        {{ onefold.clean_text('team') }} as team,
        {{ onefold.clean_text('priority') }} as priority,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when lower(customers) = 'person' then 'person'
            when lower(customers) = 'organization' then 'organization'
        end as as__segment,
        {{ onefold.read_integer('priority') }} as as__priority
    from received
)

select
    ---------- ids
    {{ onefold.record_name('planning', 'territories', ['no']) }} as record_name,
    'planning' as source,
    'territories' as object,
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

    ---------- territory
    territory as name,
    country,
    region,
    postcode as postcode_prefix,
    as__segment as segment,
    owner as owner_email,
    team,
    as__priority as priority,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['priority', 'priority is not null and as__priority is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['segment', 'lower(customers) is not null and as__segment is null']
    ]) }} as _unknown_codes
from typed
