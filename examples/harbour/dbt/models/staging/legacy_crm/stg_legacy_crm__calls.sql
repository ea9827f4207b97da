-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content dfc4be954106004a
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'calls') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_date_text('date_modified') }} as date_modified,
        {{ onefold.clean_text('deleted') }} as deleted,
        {{ onefold.clean_text('name') }} as name,
        nullif(cast(parent_id as varchar), '') as parent_id,
        {{ onefold.clean_text('direction') }} as direction,
        {{ onefold.clean_text('status') }} as status,
        {{ onefold.clean_date_text('date_start') }} as date_start,
        {{ onefold.clean_text('duration_seconds') }} as duration_seconds,
        nullif(cast(assigned_user_id as varchar), '') as assigned_user_id,
        {{ onefold.clean_date_text('date_entered') }} as date_entered,
        {{ onefold.clean_text('parent_type') }} as parent_type,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when parent_type = 'Accounts' then {{ onefold.record_name('legacy_crm', 'accounts', ['parent_id']) }}
            when parent_type = 'Contacts' then {{ onefold.record_name('legacy_crm', 'contacts', ['parent_id']) }}
            when parent_type = 'Leads' then {{ onefold.record_name('legacy_crm', 'leads', ['parent_id']) }}
        end as as__party,
        case
            when direction = 'Inbound' then 'inbound'
            when direction = 'Outbound' then 'outbound'
        end as as__direction,
        {{ onefold.read_timestamp('date_start', 'Europe/Berlin') }} as as__at,
        {{ onefold.read_integer('duration_seconds') }} as as__duration_seconds,
        {{ onefold.read_timestamp('date_entered', 'Europe/Berlin') }} as as__created_at,
        {{ onefold.read_timestamp('date_modified', 'Europe/Berlin') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'calls', ['id']) }} as record_name,
    'legacy_crm' as source,
    'calls' as object,
    id as source_key,
    cast(40 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) as is_deleted,
    case
        when (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    cast(null as json) as custom_fields,

    ---------- activity
    as__party as party,
    'call' as kind,
    as__direction as direction,
    name as subject,
    status,
    {{ onefold.record_name('legacy_crm', 'users', ['assigned_user_id']) }} as owner,
    as__at as "at",
    as__duration_seconds as duration_seconds,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', 'date_start is not null and as__at is null'],
        ['duration_seconds', 'duration_seconds is not null and as__duration_seconds is null'],
        ['created_at', 'date_entered is not null and as__created_at is null'],
        ['updated_at', 'date_modified is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['party', 'parent_id is not null and as__party is null'],
        ['direction', 'direction is not null and as__direction is null']
    ]) }} as _unknown_codes
from typed
