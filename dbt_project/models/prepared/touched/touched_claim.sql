{#
    Whose sales and documents are to be compared again: customers, and records of none, that are touched, and all that hang
    together with them by a name, now or in the last build.
#}
{{ config(meta={'touched_by': []}) }}
with recursive links as (

    select one, other from {{ ref('onefold', 'claim_link') }}

),

pairs as (

    select one, other from links
    union
    select other as one, one as other from links

),

reached as (

    select customer_id as claimant from {{ ref('onefold', 'touched_buyer') }}
    union
    select record_name as claimant from {{ ref('onefold', 'touched_record') }}
    union
    select pairs.other as claimant
    from reached
    inner join pairs on reached.claimant = pairs.one

)

select claimant from reached
