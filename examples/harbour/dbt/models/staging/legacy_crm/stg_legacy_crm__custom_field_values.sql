-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content d88b4c53c4758e46
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'custom_field_values') }}
    qualify row_number() over (
        partition by bean_module, bean_id, field_name
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(bean_module as varchar) as bean_module,
        {{ onefold.clean_text('bean_module') }} as clean__bean_module,
        cast(bean_id as varchar) as bean_id,
        {{ onefold.clean_text('bean_id') }} as clean__bean_id,
        cast(field_name as varchar) as field_name,
        {{ onefold.clean_text('field_name') }} as clean__field_name,
        {{ onefold.clean_date_text('date_modified') }} as date_modified,
        {{ onefold.clean_text('field_value') }} as field_value,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when clean__bean_module = 'Accounts' then {{ onefold.record_name('legacy_crm', 'accounts', ['clean__bean_id']) }}
            when clean__bean_module = 'Contacts' then {{ onefold.record_name('legacy_crm', 'contacts', ['clean__bean_id']) }}
            when clean__bean_module = 'Leads' then {{ onefold.record_name('legacy_crm', 'leads', ['clean__bean_id']) }}
        end as as__record,
        {{ onefold.read_timestamp('date_modified', 'Europe/Berlin') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name(
        'legacy_crm',
        'custom_field_values',
        ['bean_module', 'bean_id', 'field_name']
    ) }} as record_name,
    'legacy_crm' as source,
    'custom_field_values' as object,
    bean_module || ',' || bean_id || ',' || field_name as source_key,
    cast(40 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    cast(null as json) as custom_fields,

    ---------- custom_field
    as__record as record,
    clean__field_name as name,
    field_value as value,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['updated_at', 'date_modified is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['record', 'clean__bean_id is not null and as__record is null']
    ]) }} as _unknown_codes
from typed
