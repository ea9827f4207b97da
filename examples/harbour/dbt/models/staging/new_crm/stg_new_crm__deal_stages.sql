-- written by `onefold source build` from sources/new_crm.yml; edit that file
-- content 3c425c94bd097c63
with

latest as (
    select *
    from {{ source('raw_new_crm', 'deal_stages') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        nullif(cast(deal as varchar), '') as deal,
        {{ onefold.clean_text('"from"') }} as "from",
        {{ onefold.clean_text('"to"') }} as "to",
        {{ onefold.clean_date_text('"at"') }} as "at",
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp('"at"', 'UTC') }} as as__at,
        {{ onefold.read_timestamp('"at"', 'UTC') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('new_crm', 'deal_stages', ['id']) }} as record_name,
    'new_crm' as source,
    'deal_stages' as object,
    id as source_key,
    cast(70 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- deal_stage_history
    {{ onefold.record_name('new_crm', 'deals', ['deal']) }} as deal,
    "from" as from_stage,
    "to" as to_stage,
    as__at as "at",

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', '"at" is not null and as__at is null'],
        ['created_at', '"at" is not null and as__created_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
