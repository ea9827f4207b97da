{#
    How a customer can be reached and all that they stated about it, as one text: those of one text count alike in
    consent_coverage. Email, phone, another contact and an address by `e`, `p`, `c` and `a`; control characters part what
    was stated.
#}
{{ config(meta={'touched_by': ['customer']}) }}
with ways as (

    select
        customer_id,
        case when channel in ('email', 'phone') then channel else 'contact' end as way
    from {{ ref('onefold', 'contact_point') }}
    where coalesce(validity, 'valid') <> 'invalid' and {{ touched('customer') }}
    union all
    select
        customer_id,
        'address' as way
    from {{ ref('onefold', 'address') }}
    where {{ touched('customer') }}

),

reachable as (

    select
        max(case when way = 'email' then 'e' else '' end) as email,
        max(case when way = 'phone' then 'p' else '' end) as phone,
        max(case when way = 'contact' then 'c' else '' end) as contact,
        max(case when way = 'address' then 'a' else '' end) as address,
        customer_id
    from ways
    group by customer_id

),

statements as (

    select
        customer_id,
        concat_ws(
            chr(31), channel, purpose, state,
            case when has_proof then 'proof' else '' end, case when is_conflict then 'conflict' else '' end
        ) as statement
    from {{ ref('onefold', 'consent') }}
    where {{ touched('customer') }}

),

counted as (

    select
        customer_id,
        count(*) as statements,
        min(statement) as first_statement,
        max(statement) as last_statement
    from statements
    group by customer_id

),

-- Sorting is what costs here, and most customers stated one thing.
sorted as (

    select
        customer_id,
        string_agg(statement, chr(30) order by statement) as statements
    from statements
    where customer_id in (select counted.customer_id from counted where counted.statements > 2)
    group by customer_id

),

stated as (

    select
        counted.customer_id,
        case counted.statements
            when 1 then counted.first_statement
            when 2 then concat(counted.first_statement, chr(30), counted.last_statement)
            else sorted.statements
        end as statements
    from counted
    left join sorted on counted.customer_id = sorted.customer_id

)

select
    coalesce(reachable.customer_id, stated.customer_id) as customer_id,
    concat(
        reachable.email, reachable.phone, reachable.contact, reachable.address, chr(29), stated.statements
    ) as profile
from reachable
full outer join stated on reachable.customer_id = stated.customer_id
