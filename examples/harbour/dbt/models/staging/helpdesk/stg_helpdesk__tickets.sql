-- written by `onefold source build` from sources/helpdesk.yml; edit that file
-- content 4f18587a3d1aa724
with

latest as (
    select *
    from {{ source('raw_helpdesk', 'tickets') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('id') }} as clean__id,
        {{ onefold.clean_text('deleted') }} as deleted,
        {{ onefold.clean_text('subject') }} as subject,
        {{ onefold.clean_text('type') }} as type,
        {{ onefold.clean_text('status') }} as status,
        {{ onefold.clean_text('priority') }} as priority,
        {{ onefold.clean_text('source') }} as source,
        {{ onefold.clean_text('group_name') }} as group_name,
        nullif(cast(responder_id as varchar), '') as responder_id,
        nullif(cast(custom_fields_cf_crm_contact as varchar), '') as custom_fields_cf_crm_contact,
        {{ onefold.clean_date_text('stats_first_responded_at') }} as stats_first_responded_at,
        {{ onefold.clean_date_text('stats_resolved_at') }} as stats_resolved_at,
        {{ onefold.clean_text('reopened_count') }} as reopened_count,
        {{ onefold.clean_text('tags') }} as tags,
        {{ onefold.clean_date_text('created_at') }} as created_at,
        {{ onefold.clean_date_text('updated_at') }} as updated_at,
        {{ onefold.clean_text('custom_fields_cf_language') }} as custom_fields_cf_language,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when status = '2' then 'open'
            when status = '3' then 'pending'
            when status = '4' then 'resolved'
            when status = '5' then 'closed'
        end as as__state,
        {{ onefold.read_timestamp('stats_first_responded_at', 'UTC') }} as as__first_reply_at,
        {{ onefold.read_timestamp('stats_resolved_at', 'UTC') }} as as__resolved_at,
        {{ onefold.read_integer('reopened_count') }} as as__reopened,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__opened_at,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__created_at,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('helpdesk', 'tickets', ['id']) }} as record_name,
    'helpdesk' as source,
    'tickets' as object,
    id as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) as is_deleted,
    case
        when (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    {{ onefold.kept_fields([['custom_fields.cf_language', 'custom_fields_cf_language']]) }} as custom_fields,

    ---------- ticket
    {{ onefold.record_name('legacy_crm', 'contacts', ['custom_fields_cf_crm_contact']) }} as party,
    clean__id as number,
    subject,
    status,
    as__state as state,
    type as kind,
    priority,
    source as channel,
    group_name as team,
    {{ onefold.record_name('helpdesk', 'agents', ['responder_id']) }} as owner,
    as__opened_at as opened_at,
    as__first_reply_at as first_reply_at,
    as__resolved_at as resolved_at,
    as__reopened as reopened,

    ---------- further entities
    tags as tag__tags__name,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['first_reply_at', 'stats_first_responded_at is not null and as__first_reply_at is null'],
        ['resolved_at', 'stats_resolved_at is not null and as__resolved_at is null'],
        ['reopened', 'reopened_count is not null and as__reopened is null'],
        ['opened_at', 'created_at is not null and as__opened_at is null'],
        ['created_at', 'created_at is not null and as__created_at is null'],
        ['updated_at', 'updated_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([['state', 'status is not null and as__state is null']]) }} as _unknown_codes
from typed
