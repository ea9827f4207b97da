{#
    How far consent covers those who can be reached: by channel and purpose. A customer with a phone can be reached by
    phone and sms, one with an address by post, and either by channel `all`, which is for statements that name none.
#}
with contact_points as (

    select * from {{ ref('onefold', 'contact_point') }} where coalesce(validity, 'valid') <> 'invalid'

),

addresses as (

    select * from {{ ref('onefold', 'address') }}

),

consents as (

    select * from {{ ref('onefold', 'consent') }}

),

reachable as (

    select distinct customer_id, channel from contact_points where channel in ('email', 'phone')
    union
    select distinct customer_id, 'sms' as channel from contact_points where channel = 'phone'
    union
    select distinct customer_id, 'post' as channel from addresses
    union
    select distinct customer_id, 'all' as channel from contact_points
    union
    select distinct customer_id, 'all' as channel from addresses

),

purposes as (

    select distinct channel, purpose from consents
    union
    {% for channel in ['email', 'phone', 'sms', 'post'] -%}
    select '{{ channel }}' as channel, 'all' as purpose
    {{ 'union' if not loop.last }}
    {% endfor %}
),

scopes as (

    select
        purposes.channel,
        purposes.purpose,
        reachable.customer_id
    from purposes
    left join reachable on purposes.channel = reachable.channel

),

withdrawn_more_widely as (

    select distinct scopes.customer_id, scopes.channel, scopes.purpose
    from scopes
    inner join consents
        on
            scopes.customer_id = consents.customer_id
            and consents.state = 'withdrawn'
            and consents.channel in (scopes.channel, 'all')
            and consents.purpose in (scopes.purpose, 'all')

),

-- A statement about this very channel and purpose speaks first, then a withdrawal from more than that.
applied as (

    select
        scopes.channel,
        scopes.purpose,
        scopes.customer_id,
        coalesce(
            own.state,
            case when withdrawn_more_widely.customer_id is not null then 'withdrawn' end,
            'unknown'
        ) as state,
        coalesce(own.has_proof, false) as has_proof,
        coalesce(own.is_conflict, false) as is_conflict
    from scopes
    left join consents as own
        on
            scopes.customer_id = own.customer_id
            and scopes.channel = own.channel
            and scopes.purpose = own.purpose
    left join withdrawn_more_widely
        on
            scopes.customer_id = withdrawn_more_widely.customer_id
            and scopes.channel = withdrawn_more_widely.channel
            and scopes.purpose = withdrawn_more_widely.purpose

)

select
    ---------- ids
    channel,
    purpose,

    ---------- numerics
    count(customer_id) as reachable,
    count(case when customer_id is not null and state = 'granted' then 1 end) as granted,
    count(case when customer_id is not null and state = 'granted' and has_proof then 1 end) as granted_with_proof,
    count(case when customer_id is not null and state = 'withdrawn' then 1 end) as withdrawn,
    count(case when customer_id is not null and state = 'pending' then 1 end) as pending,
    count(case when customer_id is not null and state = 'unknown' then 1 end) as unknown,
    count(case when customer_id is not null and is_conflict then 1 end) as conflicts,
    cast(
        round(
            count(case when customer_id is not null and state = 'granted' then 1 end) * 1.0
            / nullif(count(customer_id), 0), 4
        ) as decimal(9, 4)
    ) as coverage
from applied
group by channel, purpose
