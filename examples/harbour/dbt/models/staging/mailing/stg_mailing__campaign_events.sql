-- written by `onefold source build` from sources/mailing.yml; edit that file
-- content 09c37ea701a10e2a
with

latest as (
    select *
    from {{ source('raw_mailing', 'campaign_events') }}
    qualify row_number() over (
        partition by campaign_id, email, event
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(campaign_id as varchar) as campaign_id,
        {{ onefold.clean_text('campaign_id') }} as clean__campaign_id,
        cast(email as varchar) as email,
        {{ onefold.clean_text('email') }} as clean__email,
        cast(event as varchar) as event,
        {{ onefold.clean_text('event') }} as clean__event,
        {{ onefold.clean_date_text('"at"') }} as "at",
        {{ onefold.clean_text('url') }} as url,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when clean__event = 'sent' then 'sent'
            when clean__event = 'opened' then 'opened'
            when clean__event = 'clicked' then 'clicked'
            when clean__event = 'hard_bounced' then 'bounced'
        end as as__kind,
        {{ onefold.read_timestamp('"at"', 'UTC') }} as as__at,
        {{ onefold.read_timestamp('"at"', 'UTC') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name(
        'mailing',
        'campaign_events',
        ['campaign_id', 'email', 'event']
    ) }} as record_name,
    'mailing' as source,
    'campaign_events' as object,
    campaign_id || ',' || email || ',' || event as source_key,
    cast(50 as bigint) as trust,

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

    ---------- campaign_event
    {{ onefold.record_name('mailing', 'subscribers', ['clean__email']) }} as party,
    {{ onefold.record_name('mailing', 'campaigns', ['clean__campaign_id']) }} as campaign,
    as__kind as kind,
    'email' as channel,
    as__at as "at",
    url,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', '"at" is not null and as__at is null'],
        ['created_at', '"at" is not null and as__created_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([['kind', 'clean__event is not null and as__kind is null']]) }} as _unknown_codes
from typed
