-- written by `onefold source build` from sources/helpdesk.yml; edit that file
-- content f09bf6b0d29928ed
with

latest as (
    select *
    from {{ source('raw_helpdesk', 'nps') }}
    qualify row_number() over (
        partition by response_id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(response_id as varchar) as response_id,
        nullif(cast(crm_contact as varchar), '') as crm_contact,
        {{ onefold.clean_text('score') }} as score,
        {{ onefold.clean_text('comment') }} as comment,
        {{ onefold.clean_date_text('answered') }} as answered,
        {{ onefold.clean_date_text('sent') }} as sent,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_decimal('score') }} as as__score,
        {{ onefold.read_timestamp('answered', 'UTC') }} as as__at,
        {{ onefold.read_timestamp('answered', 'UTC') }} as as__updated_at,
        {{ onefold.read_timestamp('sent', 'UTC') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('helpdesk', 'nps', ['response_id']) }} as record_name,
    'helpdesk' as source,
    'nps' as object,
    response_id as source_key,
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
    cast(null as json) as custom_fields,

    ---------- survey_response
    {{ onefold.record_name('legacy_crm', 'contacts', ['crm_contact']) }} as party,
    'relationship' as survey,
    'nps' as kind,
    as__score as score,
    cast('0' as decimal(18, 4)) as lowest,
    cast('10' as decimal(18, 4)) as highest,
    comment,
    as__at as "at",

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['score', 'score is not null and as__score is null'],
        ['at', 'answered is not null and as__at is null'],
        ['updated_at', 'answered is not null and as__updated_at is null'],
        ['created_at', 'sent is not null and as__created_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
