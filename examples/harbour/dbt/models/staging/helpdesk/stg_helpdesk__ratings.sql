-- written by `onefold source build` from sources/helpdesk.yml; edit that file
-- content 7ebc9f783bd00ef1
with

latest as (
    select *
    from {{ source('raw_helpdesk', 'ratings') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        nullif(cast(ticket_id as varchar), '') as ticket_id,
        {{ onefold.clean_text('ratings_default_question') }} as ratings_default_question,
        {{ onefold.clean_text('feedback') }} as feedback,
        {{ onefold.clean_date_text('created_at') }} as created_at,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        cast(case
            when ratings_default_question = '-103' then '1'
            when ratings_default_question = '-102' then '2'
            when ratings_default_question = '-101' then '3'
            when ratings_default_question = '100' then '4'
            when ratings_default_question = '101' then '5'
            when ratings_default_question = '102' then '6'
            when ratings_default_question = '103' then '7'
        end as decimal(18, 4)) as as__score,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__at,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__created_at,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('helpdesk', 'ratings', ['id']) }} as record_name,
    'helpdesk' as source,
    'ratings' as object,
    id as source_key,
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
    {{ onefold.record_name('helpdesk', 'tickets', ['ticket_id']) }} as ticket,
    'ticket' as survey,
    'csat' as kind,
    as__score as score,
    cast('1' as decimal(18, 4)) as lowest,
    cast('7' as decimal(18, 4)) as highest,
    feedback as comment,
    as__at as "at",

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', 'created_at is not null and as__at is null'],
        ['created_at', 'created_at is not null and as__created_at is null'],
        ['updated_at', 'created_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['score', 'ratings_default_question is not null and as__score is null']
    ]) }} as _unknown_codes
from typed
