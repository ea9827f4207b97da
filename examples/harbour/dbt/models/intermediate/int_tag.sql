-- written by `onefold source build` from sources/*.yml; edit that file
-- content 2c157483c0ed76ec
with

stg_helpdesk__tickets as (
    select * from {{ ref('stg_helpdesk__tickets') }}
),

helpdesk__tickets__tag__tags as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        cast(null as json) as custom_fields,
        record_name as record,
        {{ onefold.clean_text('word') }} as name
    from (
        select
            *,
            unnest({{ onefold.tag_words('tag__tags__name') }}) as word
        from stg_helpdesk__tickets
    ) as words
    where {{ onefold.clean_text('word') }} is not null
),

united as (
    select * from helpdesk__tickets__tag__tags
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    record_state,
    time_zone,
    custom_fields,
    record,
    name
from united
